/**
 * `npm run screenshots`: pictures of every page at 360, 768 and 1440 pixels, light and dark, into `screenshots/`. With
 * names of pages as arguments, those alone.
 */
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright";
import { build, preview } from "vite";
import { launchOptions } from "../../../scripts/browser/launch.js";
import { reducePicture } from "./reduce-picture.js";
import { openTakeAway } from "./taken.js";

const folder = fileURLToPath(new URL("../screenshots/", import.meta.url));
/** What documents show, smaller. */
const figures = fileURLToPath(new URL("../../../docs/figures/demo/", import.meta.url));
const pictures = new Set([
  "playground-light",
  "playground-dark",
  "compare-dark",
  "line-light",
  "schedules-light",
  "your-model-light",
]);
const sizeOf = (width: number) => ({ width, height: width === 360 ? 800 : 1000 });
const configFile = fileURLToPath(new URL("../vite.config.ts", import.meta.url));

/** Until the field is near the exact one. */
const untilTrained = (page: Page): Promise<void> =>
  page.locator('[data-reading="field"]', { hasText: /^0\.0[0-4]/ }).waitFor({ timeout: 120_000 });

/** What makes a page worth a look; where nothing is said, some seconds do. */
const prepared: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  playground: async (page) => {
    await untilTrained(page);
    await openTakeAway(page);
  },
  compare: async (page) => {
    await page.locator('[data-phase="finished"]').waitFor({ timeout: 240_000 });
  },
  "your-model": async (page) => {
    const address = page.url();
    await page.goto(address.replace(/#.*/, "#/playground?target=swissRoll"));
    await untilTrained(page);
    await openTakeAway(page);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Weights, safetensors" }).click(),
    ]);
    const file = join(tmpdir(), download.suggestedFilename());
    await download.saveAs(file);
    await page.goto(address);
    await page.getByLabel("Weights", { exact: true }).setInputFiles(file);
    await page.locator('[data-reading="evaluations"]').waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Evaluate" }).click();
    await page.locator('[data-reading="mean-log-density"]').waitFor({ timeout: 60_000 });
    await openTakeAway(page);
  },
};

process.env.NODE_ENV = "production";
await build({ configFile, logLevel: "warn" });
const server = await preview({ configFile, preview: { port: 0 } });
const browser = await chromium.launch(launchOptions());
mkdirSync(folder, { recursive: true });
try {
  const url = server.resolvedUrls!.local[0]!;
  const first = await browser.newPage();
  await first.goto(url);
  const links = await first
    .locator("nav a")
    .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).hash.slice(2)));
  await first.close();
  const wanted = process.argv.slice(2);
  for (const name of links.filter((link) => wanted.length === 0 || wanted.includes(link)))
    for (const colorScheme of ["light", "dark"] as const) {
      // What a visitor sees who comes with a phone differs from a window made narrow.
      for (const widths of [[1440, 768], [360]]) {
        const viewport = sizeOf(widths[0]!);
        const context = await browser.newContext({ colorScheme, viewport });
        const page = await context.newPage();
        await page.goto(`${url}#/${name}`);
        await (prepared[name]?.(page) ?? page.waitForTimeout(8000));
        await page.waitForTimeout(2500);
        for (const width of widths) {
          await page.setViewportSize(sizeOf(width));
          await page.waitForTimeout(700);
          await page.screenshot({
            path: join(folder, `${name}-${colorScheme}-${width}.png`),
            fullPage: true,
          });
        }
        await context.close();
      }
      if (pictures.has(`${name}-${colorScheme}`)) {
        const from = join(folder, `${name}-${colorScheme}-1440.png`);
        await reducePicture(browser, { from, to: join(figures, `${name}-${colorScheme}.png`), height: 1122 });
      }
    }
} finally {
  await browser.close();
  await server.close();
}
