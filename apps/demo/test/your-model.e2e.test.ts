import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCsv, readNpy } from "@nami/datasets";
import { standardNormal } from "@nami/distributions";
import { flowMatching } from "@nami/models";
import { rk4 } from "@nami/solvers";
import { key, referenceBackend, tensor } from "@nami/tensor-backend";
import type { Locator, Page } from "playwright";
import { afterAll, describe, expect, test } from "vitest";
import type { TrainingSettings } from "../src/session/settings.js";
import { sourceOf } from "../src/worker/recipe.js";
import { accessibilityFaults } from "./accessibility.js";
import { backends, wordsOf } from "./controls.js";
import { upload } from "./files.js";
import { checkpointOf, config, fieldOf, paramsOf, torchWeights } from "./models.js";
import { closeBrowser, numberIn, openPage, reading, untilReading } from "./site.js";
import { openTakeAway, taken } from "./taken.js";

const folder = mkdtempSync(join(tmpdir(), "nami-model-"));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeBrowser();
});

const backend = referenceBackend();
const flowOf = (dim: number, activation?: TrainingSettings["activation"]) =>
  flowMatching({
    field: fieldOf(dim, activation).with(paramsOf(dim)),
    base: dim === 2 ? sourceOf.normal() : standardNormal([dim]),
    solver: rk4({ steps: 8 }),
    backend,
  }).bind();

const on = (device: string): string => `#/your-model?steps=8&particles=500&backend=${device}`;
const address = on("wasm");
const weights = (page: Page) => page.getByLabel("Weights", { exact: true });
const configs = (page: Page) => page.getByLabel("Config, where the weights do not say all");
const saved = async (page: Page, label: RegExp): Promise<Uint8Array> => {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: label }).click(),
  ]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return new Uint8Array(readFileSync(path));
};
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

test.each(backends)(
  "a run of the command line is sampled, followed and asked for log-densities, on %s: the numbers are nami's",
  async (device) => {
    await using site = await openPage(on(device));
    const { page, faults } = site;
    await weights(page).setInputFiles(await checkpointOf(2));
    await configs(page).setInputFiles(config);
    await page.locator('[data-reading="network"]', { hasText: "2 × 16, tanh" }).waitFor();
    await untilReading(page, "evaluations", (count) => count === 32);
    expect(await page.locator('[data-reading="trained"]').textContent()).toBe("1,234");
    const points = [0, 0, 1, 0.5, -2, 1];
    await page.getByLabel("Points, one a line").fill("0, 0\n1, 0.5\n-2, 1\n");
    await page.getByRole("button", { name: "Evaluate" }).click();
    await untilReading(page, "mean-log-density", Number.isFinite);
    const shown = (await page.locator("[data-log-density]").allTextContents()).map(numberIn);
    const truth = await (await flowOf(2).logProb(tensor(points, [3, 2]))).data();
    expect(furthest(shown, truth)).toBeLessThan(1e-3);
    const file = readCsv(await saved(page, /^Save all/));
    expect(furthest(file.data, truth)).toBeLessThan(1e-4);
    await openTakeAway(page);
    const samples = readNpy((await taken(page, "Samples, npy")).bytes);
    const expected = await (await flowOf(2).sample([500], { key: key(0) })).data();
    expect(samples.shape).toEqual([500, 2]);
    expect(furthest(samples.data, expected)).toBeLessThan(1e-4);
    await page
      .getByLabel("Points from a file, csv or npy")
      .setInputFiles(
        upload("many.csv", `x,y\n${Array.from({ length: 3000 }, (_, i) => `${i / 3000},0`).join("\n")}`),
      );
    await page.getByText("Mean of 3,000").waitFor();
    for (const label of ["Particles in motion", "Samples", "Trajectories", "Velocity", "Log-density"])
      await page.getByLabel(label, { exact: true }).click();
    for (const label of ["Source", "Solver"]) {
      const menu = page.getByLabel(label, { exact: true });
      for (const word of await wordsOf(menu)) {
        await menu.selectOption(word);
        await page.waitForTimeout(200);
      }
    }
    await page.getByLabel("Solver", { exact: true }).selectOption("euler");
    await page.getByRole("slider", { name: "Particles", exact: true }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByLabel("Seed").fill("4");
    await page.getByLabel("Seed").blur();
    await expect.poll(() => page.url()).toContain("seed=4");
    await expect.poll(() => page.url()).toContain("particles=1000");
    await untilReading(page, "evaluations", (count) => count === 8);
    expect(faults).toEqual([]);
  },
);

test("weights of the playground say all, those of PyTorch lie the other way, and points may have five coordinates", async () => {
  await using site = await openPage(
    "#/playground?backend=wasm&hidden=16&layers=1&batch=32&particles=500&density=0&path=cosine",
  );
  const { page, faults } = site;
  await untilReading(page, "step", (step) => step > 20);
  await openTakeAway(page);
  const own = (await taken(page, "Weights, safetensors")).bytes;
  await page.getByRole("link", { name: "Your model" }).click();
  await weights(page).setInputFiles(upload("own.safetensors", own));
  await page.getByText("The files say all that is to be known of the model.").waitFor();
  await untilReading(page, "evaluations", (count) => count === 96);

  await page.goto(`${page.url().split("#")[0]}${address}&activation=tanh`);
  await weights(page).setInputFiles(await torchWeights(5));
  await untilReading(page, "dim", (dim) => dim === 5);
  await page.getByLabel("Points, one a line").fill("0 0\n");
  await page.getByRole("button", { name: "Evaluate" }).click();
  await page.getByText("readCsv: values must be finite numbers").waitFor();
  await page.getByLabel("Points, one a line").fill("0, 0\n");
  await page.getByRole("button", { name: "Evaluate" }).click();
  await page.getByText("there must be 1 to 100000 points of 5 coordinates").waitFor();
  await page.getByLabel("Points, one a line").fill("0.1, 0.2, 0.3, 0.4, 0.5\n");
  await page.getByRole("button", { name: "Evaluate" }).click();
  await untilReading(page, "mean-log-density", Number.isFinite);
  const point = tensor([0.1, 0.2, 0.3, 0.4, 0.5], [1, 5]);
  const valuesOf = (menu: Locator): Promise<string[]> =>
    menu.locator("option").evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value));
  const activations = page.getByLabel("Activation", { exact: true });
  const truths = new Set<number>();
  for (const activation of (await valuesOf(activations)) as TrainingSettings["activation"][]) {
    await activations.selectOption(activation);
    await page.getByRole("button", { name: "Evaluate" }).click();
    const shown = await untilReading(page, "mean-log-density", Number.isFinite);
    const [truth] = await (await flowOf(5, activation).logProb(point)).data();
    expect(Math.abs(shown - truth!), activation).toBeLessThan(1e-3);
    truths.add(Math.round(truth! * 1000));
  }
  expect(truths.size).toBeGreaterThan(2);
  const paths = page.getByLabel("Path", { exact: true });
  for (const path of (await valuesOf(paths)).toReversed()) {
    await paths.selectOption(path);
    if (path !== "linear") await expect.poll(() => page.url()).toContain(`path=${path}`);
    await page.getByRole("button", { name: "Evaluate" }).click();
    await untilReading(page, "mean-log-density", Number.isFinite);
  }
  expect(faults).toEqual([]);
});

test("what takes long says what it is, and can be stopped", async () => {
  await using site = await openPage("#/your-model?backend=wasm&steps=200&particles=5000");
  const { page, faults } = site;
  const stops = page.getByRole("button", { name: "Stop", exact: true });
  await weights(page).setInputFiles(await checkpointOf(128));
  await page.getByText("Following points from the noise to the data …").waitFor();
  // The one in the picture; the other belongs to the evaluation.
  await page.locator(".under-way").getByRole("button", { name: "Stop" }).click();
  await page
    .getByText("Following points from the noise to the data …")
    .waitFor({ state: "detached", timeout: 5000 });
  expect(await reading(page, "dim")).toBe(128);
  // Nobody has seen it through to its end.
  await page.waitForTimeout(1000);
  expect(await reading(page, "evaluations")).toBeNaN();

  const line = Array.from({ length: 128 }, (_, i) => i / 128).join(",");
  await page
    .getByLabel("Points from a file, csv or npy")
    .setInputFiles(upload("wide.csv", Array.from({ length: 500 }, () => line).join("\n")));
  await page
    .locator(".points")
    .getByText(/^(Reading …|[\d,]+ of 500)$/)
    .waitFor();
  await page.waitForTimeout(1000);
  await stops.last().click();
  await page
    .locator(".points")
    .getByText(/^(Reading …|[\d,]+ of 500)$/)
    .waitFor({ state: "detached", timeout: 5000 });
  expect(await page.locator('[data-reading="mean-log-density"]').count()).toBe(0);

  // It goes on: a few steps are soon taken.
  await page.getByRole("slider", { name: "Steps", exact: true }).focus();
  await page.keyboard.press("Home");
  await untilReading(page, "evaluations", (count) => count === 4);
  await page.getByLabel("Points, one a line").fill(line);
  await page.getByRole("button", { name: "Evaluate" }).click();
  await untilReading(page, "mean-log-density", Number.isFinite);
  expect(faults).toEqual([]);
});

describe.each([
  ["light", 1440],
  ["dark", 360],
] as const)("%s, %i pixels wide", (colorScheme, width) => {
  test("axe finds no fault, and nothing is wider than the window", async () => {
    await using site = await openPage(address, { colorScheme, viewport: { width, height: 800 } });
    const { page } = site;
    await weights(page).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await weights(page).setInputFiles(await checkpointOf(2));
    await untilReading(page, "evaluations", (count) => count === 32);
    await page.getByRole("button", { name: "Evaluate" }).click();
    await untilReading(page, "mean-log-density", Number.isFinite);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
});
