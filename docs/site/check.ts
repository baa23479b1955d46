/**
 * `npm run check:docs`: follows every link and anchor of the built site, then opens its pages in headless Chromium, on a
 * phone's width too, runs each live figure, and searches. `npm run docs:build` comes before.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, posix } from "node:path";
import type Axe from "axe-core";
import { chromium, type Page } from "playwright";
import { launchOptions } from "../../scripts/browser/launch.js";
import { serve } from "../../scripts/browser/serve.js";
import { root } from "../../scripts/packages/pack.js";
import { brokenLinks } from "./broken-links.js";

const dist = join(root, "docs/.vitepress/dist");
if (!existsSync(dist))
  throw new Error("check:docs: the site must be built, got none. Run npm run docs:build.");

const pages = new Map(
  readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".html"))
    .map((path) => [`/${path.replaceAll("\\", "/")}`, readFileSync(join(dist, path), "utf8")]),
);
const [wide, phone] = [
  { width: 1280, height: 720 },
  { width: 360, height: 720 },
];
const problems = brokenLinks(pages, (path) => existsSync(join(dist, path)));
const site = await serve(dist);
const browser = await chromium.launch(launchOptions());
const page = await browser.newPage({ viewport: wide });
page.on("console", (message) => {
  if (message.type() === "error" && !message.location().url.endsWith("favicon.ico"))
    problems.push(`${page.url()}: console: ${message.text()}`);
});
page.on("pageerror", (error) => problems.push(`${page.url()}: ${error.message}`));
page.on("request", (request) => {
  if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(site.address))
    problems.push(`${page.url()}: a request to another origin: ${request.url()}`);
});

/** Runs all live figures of the page that is open; gives how many. */
const runFigures = async (open: Page): Promise<number> => {
  const figures = await open.locator(".live-figure").all();
  for (const figure of figures) {
    const name = await figure.getAttribute("data-figure");
    await figure.getByRole("button", { name: "Run it here" }).click();
    try {
      await figure.locator("svg").first().waitFor({ timeout: 120_000 });
      await open.waitForFunction(
        (element) => ["ready", "failed"].includes(element?.getAttribute("data-state") ?? ""),
        await figure.elementHandle(),
        { timeout: 300_000 },
      );
    } catch (error) {
      problems.push(`${open.url()}: ${name}: ${(error as Error).message}`);
    }
    const state = await figure.getAttribute("data-state");
    if (state !== "ready")
      problems.push(
        `${open.url()}: ${name} is ${state}: ${await figure.locator("[role=status]").textContent()}`,
      );
  }
  return figures.length;
};

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** What axe-core finds on the page that is open. */
const checkAccess = async (open: Page): Promise<void> => {
  await open.addScriptTag({ path: axe });
  const found = await open.evaluate(async () => {
    const { violations } = await (globalThis as unknown as Record<"axe", typeof Axe>).axe.run();
    return violations.map(
      ({ id, nodes }) => `${id} at ${nodes[0]?.target.join(" ")} and ${nodes.length - 1} more`,
    );
  });
  problems.push(...found.map((violation) => `${open.url()}: axe: ${violation}`));
};

/** Whether the page that is open, on a phone, keeps within its width: tables and code scroll within themselves. */
const checkPhone = async (open: Page): Promise<void> => {
  await open.setViewportSize(phone);
  const over = await open.evaluate((width) => document.documentElement.scrollWidth - width, phone.width);
  if (over > 0) problems.push(`${open.url()}: scrolls sideways by ${over} px at ${phone.width} px.`);
  await open.setViewportSize(wide);
};

let run = 0;
const before: number[] = [];
for (const [path, html] of pages) {
  if (path === "/404.html") continue;
  await page.goto(site.address + posix.join("/", path.replace(/(index)?\.html$/, "")));
  await page.locator("main h1").first().waitFor();
  await checkPhone(page);
  // Reference pages differ in text only.
  if (path.startsWith("/api/") && path !== "/api/solvers.html") continue;
  if (html.includes("live-figure")) {
    const sizes = [...site.sizes].filter(([file]) => /live|worker|\.wasm$/.test(file));
    if (run === 0) before.push(...sizes.map(([, size]) => size));
    run += await runFigures(page);
  }
  await checkAccess(page);
}
if (before.length > 0) problems.push("live figures must load on demand, got some of them with a page.");

await page.goto(site.address);
await page.locator(".VPNavBarSearch button").first().click();
await page.locator("#localsearch-input").fill("sinkhorn");
try {
  await page.locator("#localsearch-list a").first().waitFor({ timeout: 10_000 });
} catch {
  problems.push("search: sinkhorn must be found, got nothing.");
}
await browser.close();
site.close();
for (const problem of problems) console.error(problem);
console.log(`docs: ${pages.size} pages, ${run} live figures run, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
