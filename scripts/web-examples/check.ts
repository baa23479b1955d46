/**
 * `npm run check:web`: builds the examples of `examples/web` from the packed packages, runs each in headless
 * Chromium until it has learned the moons, and prints what it loaded. The packages must be built before.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Browser, chromium } from "playwright";
import { launchOptions } from "../browser/launch.js";
import { serve } from "../browser/serve.js";
import { packAll, root } from "../packages/pack.js";
import { install } from "./install.js";
import { distanceToMoons, type Pixels, samplesOn } from "./moons.js";

const examples = [
  { name: "page", serves: "." },
  { name: "vite", serves: "dist" },
  { name: "webpack", serves: "." },
];
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`.padStart(7);
const readme = readFileSync(join(root, "examples/web/README.md"), "utf8");

/** Whether the table of the README has the sizes of an example, in bytes, to 2 %. */
const isTold = (name: string, sizes: readonly number[]): boolean => {
  const told = readme.match(new RegExp(`^\\| ${name} \\| (\\d+) kB \\| (\\d+) kB \\|$`, "m"))?.slice(1) ?? [];
  return sizes.every((size, i) => Math.abs(1000 * Number(told[i]) - size) < 0.02 * size);
};
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Runs in the page. */
const pixels = (): Pixels => {
  const canvas = document.querySelector("canvas")!;
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, data: [...data] };
};

/** Runs one example to its last report; gives what went wrong. */
const run = async (browser: Browser, name: string, folder: string): Promise<string[]> => {
  const site = await serve(folder);
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.location().url.endsWith("favicon.ico"))
      problems.push(`${name}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`${name}: ${error.message}`));
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(site.address))
      problems.push(`${name}: a request to another origin: ${request.url()}`);
  });
  const started = performance.now();
  await page.goto(site.address);
  const text = page.locator("output");
  try {
    const read = () => document.querySelector("output")?.value.startsWith("step 2000");
    await page.waitForFunction(read, undefined, { timeout: 90_000 });
    const samples = samplesOn(await page.evaluate(pixels));
    const distance = distanceToMoons(samples);
    // The noise of the moons is 0.05; samples of an untrained flow are 0.4 away.
    if (!(samples.length > 300 && distance < 0.12))
      problems.push(`${name}: samples must lie on the moons, got ${samples.length} pixels ${distance} away.`);
    const files = [...site.sizes];
    const wasm = sum(files.filter(([path]) => path.endsWith(".wasm")).map(([, size]) => size));
    const rest = sum(files.map(([, size]) => size)) - wasm;
    if (!isTold(name, [rest, wasm]))
      problems.push(
        `${name}: examples/web/README.md must give its sizes as printed, to 2 %. Write them there.`,
      );
    console.log(
      `${name.padEnd(8)} ${kilobytes(rest)} of HTML and JavaScript, ${kilobytes(wasm)} of wasm, gzipped;`,
      `${await text.textContent()} after ${((performance.now() - started) / 1000).toFixed(1)} s, ${distance.toFixed(3)} from the moons`,
    );
  } catch (error) {
    problems.push(`${name}: "${await text.textContent()}" was the last report. ${(error as Error).message}`);
  }
  await page.close();
  site.close();
  return problems;
};

const lines = readFileSync(join(root, "examples/web/page/index.html"), "utf8").trimEnd().split("\n").length;
const problems = lines > 60 ? [`page: index.html must have at most 60 lines, got ${lines}.`] : [];
const target = mkdtempSync(join(tmpdir(), "nami-web-"));
const packed = packAll();
const browser = await chromium.launch(launchOptions());
try {
  for (const { name, serves } of examples) {
    const folder = join(target, name);
    install(name, packed, folder);
    problems.push(...(await run(browser, name, join(folder, serves))));
  }
} finally {
  await browser.close();
  for (const folder of [target, dirname(packed[0]!.tarball)])
    rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
console.log(`web examples: ${examples.length} built and run, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
