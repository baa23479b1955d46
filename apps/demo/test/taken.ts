import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";

/** A file as it came to the visitor. */
export interface Taken {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Presses a button of a page, and reads the file that comes.
 *
 * @param keep folder where it stays
 */
export const taken = async (page: Page, label: string, keep?: string): Promise<Taken> => {
  const folder = keep ?? mkdtempSync(join(tmpdir(), "nami-taken-"));
  try {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: label }).click(),
    ]);
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    const bytes = new Uint8Array(readFileSync(path));
    await page.locator(".take-status", { hasText: download.suggestedFilename() }).waitFor();
    console.info(`${label}: ${download.suggestedFilename()}, ${(bytes.length / 1000).toPrecision(2)} kB`);
    return { name: download.suggestedFilename(), bytes };
  } finally {
    if (!keep) rmSync(folder, { recursive: true });
  }
};
