import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";

/** A file as it came to the visitor. */
export interface Taken {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Opens the card with the files. */
export const openTakeAway = (page: Page): Promise<void> =>
  page.getByText("Take it with you", { exact: true }).click();

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

/** What an animation shows. */
export interface Animation {
  readonly frames: number;
  /** How many of the first, the middle and the last frame differ. */
  readonly different: number;
  readonly repeats: number | undefined;
}

/** Reads a GIF with the browser's own decoder. */
export const animationIn = (page: Page, { bytes }: Taken): Promise<Animation> =>
  page.evaluate(async (encoded) => {
    const decoder = new ImageDecoder({
      data: Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)),
      type: "image/gif",
    });
    await decoder.tracks.ready;
    const frames = decoder.tracks.selectedTrack?.frameCount ?? 0;
    const sums = new Set<number>();
    for (const frameIndex of [0, Math.floor(frames / 2), frames - 1]) {
      const { image } = await decoder.decode({ frameIndex });
      const pixels = new Uint8Array(image.allocationSize({ format: "RGBA" }));
      await image.copyTo(pixels, { format: "RGBA" });
      sums.add(pixels.reduce((sum, value) => (31 * sum + value) % 1_000_003, 0));
      image.close();
    }
    return { frames, different: sums.size, repeats: decoder.tracks.selectedTrack?.repetitionCount };
  }, Buffer.from(bytes).toString("base64"));

/** What a drawing holds. */
export interface Drawing {
  readonly root: string;
  readonly title: string | undefined;
  /** Elements that could run, or load something. */
  readonly scripts: number;
  /** Elements with an attribute that could. */
  readonly handlers: number;
  readonly marks: number;
}

/** Reads an SVG with the browser's own parser, on a page of its own: on the site, no text becomes markup. */
export const drawingIn = async (page: Page, svg: string): Promise<Drawing> => {
  const blank = await page.context().newPage();
  return blank.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    return {
      root: parsed.documentElement.localName,
      title: parsed.querySelector("title")?.textContent,
      scripts: parsed.querySelectorAll("script, foreignObject, style, a, image, use").length,
      handlers: [...parsed.querySelectorAll("*")].filter((one) =>
        [...one.attributes].some(
          ({ name, value }) => name.startsWith("on") || /javascript:|url\(/.test(value),
        ),
      ).length,
      marks: parsed.querySelectorAll("path, circle").length,
    };
  }, svg);
};
