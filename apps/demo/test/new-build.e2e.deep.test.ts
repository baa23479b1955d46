import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serve } from "../../../scripts/browser/serve.js";
import { small } from "./controls.js";
import { buildSite } from "./serve-site.js";
import { closeBrowser, openPage, untilReading } from "./site.js";

const folder = mkdtempSync(join(tmpdir(), "nami-builds-"));
const [first, second, served] = ["first", "second", "served"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const heading = "How much data, how much noise";
const newHeading = "So much data, so much noise";

beforeAll(async () => {
  await buildSite(first);
  await buildSite(second, [
    {
      name: "next-build",
      transform: (code, id) =>
        id.endsWith("schedule-section.tsx") ? code.replace(heading, newHeading) : undefined,
    },
  ]);
}, 120_000);
afterAll(async () => {
  await closeBrowser();
  rmSync(folder, { recursive: true });
});

/** Puts a build in the place of the one before, as a static host does: what that one had besides is gone. */
const deploy = (build: string): void => {
  rmSync(served, { recursive: true, force: true });
  cpSync(build, served, { recursive: true });
};
const caches = (page: Page): Promise<string[]> => page.evaluate(() => globalThis.caches.keys());
const asked = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update().then(() => true));
const begin = `#/playground?backend=wasm&${small}`;
const openSchedules = (page: Page) =>
  page.getByRole("navigation").getByRole("link", { name: "Schedules" }).click();

test("a page of the build before goes on until it is closed, then the new one is there, whole", async () => {
  deploy(first);
  // Hosts let browsers keep files for a while, the page among them.
  const server = await serve(served, { "Cache-Control": "max-age=600" });
  try {
    await using site = await openPage(begin, { baseURL: `${server.address}/` });
    const { page, faults } = site;
    await page.getByText("works without a network").waitFor();
    await untilReading(page, "step", (step) => step > 0);
    const [kept] = await caches(page);

    deploy(second);
    expect(await asked(page)).toBe(true);
    await expect.poll(() => caches(page)).toHaveLength(2);
    await openSchedules(page);
    await page.getByText(heading).waitFor();
    await page.reload();
    await page.getByText(heading).waitFor();

    const next = await page.context().newPage();
    await page.close();
    // The last page of the build before has gone, and its workers a moment later: then a page opens with the new build.
    await expect
      .poll(
        async () => {
          await next.goto("about:blank");
          await next.goto(`${server.address}/#/schedules`);
          return next.getByText(/ much data, /).textContent();
        },
        { timeout: 60_000 },
      )
      .toBe(newHeading);
    await expect.poll(() => caches(next)).toHaveLength(1);
    expect(await caches(next)).not.toContain(kept);

    await next.context().setOffline(true);
    await next.goto("about:blank");
    await next.goto(`${server.address}/${begin}`);
    await untilReading(next, "step", (step) => step > 5);
    await openSchedules(next);
    await next.getByText(newHeading).waitFor();
    expect(faults).toEqual([]);
  } finally {
    server.close();
  }
});
