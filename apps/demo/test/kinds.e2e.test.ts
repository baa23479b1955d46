import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCsv, readNpy } from "@nami/datasets";
import { readSafetensors } from "@nami/training";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { parseConfig } from "../../cli/src/config/read-config.js";
import { faultsEverywhere } from "./accessibility.js";
import { backends, button, isMeasured } from "./controls.js";
import { closeBrowser, openPage, reading, untilReading } from "./site.js";
import { openTakeAway, type Taken, taken } from "./taken.js";

const folder = mkdtempSync(join(tmpdir(), "nami-kinds-"));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeBrowser();
});

/** The command line. */
const nami = (...words: readonly string[]): void => {
  const main = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url));
  execFileSync(process.execPath, ["--conditions=@nami/source", "--import", "tsx", main, ...words], {
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    stdio: "pipe",
  });
};

/** Whether each row lies near the mode of its label: the corners of an octagon, with a width of 0.3. */
const isLabelled = (data: Taken, labels: Taken): void => {
  const rows = readNpy(data.bytes);
  const { data: kinds, shape, dtype } = readNpy(labels.bytes);
  expect([rows.shape, shape, dtype]).toEqual([[16_384, 2], [16_384], "int32"]);
  expect([...new Set(kinds)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  // Of 16,384 rows none is farther than six widths, but for one of four thousand such files.
  const far = Array.from(kinds).filter((kind, row) => {
    const angle = (kind * Math.PI) / 4;
    const [x, y] = [rows.data[2 * row]!, rows.data[2 * row + 1]!];
    return Math.hypot(x - 2 * Math.cos(angle), y - 2 * Math.sin(angle)) > 1.8;
  });
  expect(far).toEqual([]);
};

const settings = "target=eightGaussians&hidden=32&layers=2&particles=500&steps=8&density=0";
const kind = (page: Page) => page.getByLabel("Kind", { exact: true });
const guidance = (page: Page) => page.getByRole("slider", { name: "Guidance w" });
const toggle = (page: Page) => page.getByLabel("Learn kinds: each mode is one");

/** Waits until what is measured and what moves are of a kind. @param words of the readings, as the panel has them */
const untilOf = async (page: Page, words: string): Promise<void> => {
  for (const [id, name] of [
    ["straightness", "Straightness of the ways of"],
    ["likelihood", "Negative log-likelihood of"],
  ])
    await page
      .locator(".reading")
      .filter({ has: page.getByText(`${name} ${words}`, { exact: true }) })
      .filter({ has: page.locator(`[data-reading="${id}"]`, { hasText: /[0-9]/ }) })
      .waitFor();
};

const samplesOf = async (page: Page) => {
  const { data } = readCsv((await taken(page, "Samples, csv")).bytes);
  const along = (axis: number) => Array.from(data).filter((_, i) => i % 2 === axis);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [along(0), along(1)];
  const far = x.filter((value, i) => Math.hypot(value, y[i]! - 2) > 1.2).length / x.length;
  return { mean: [mean(x), mean(y)] as const, far };
};

test.each(backends)(
  "on %s a kind gathers at its mode, guidance changes the samples and not the training, and the address tells both",
  async (device) => {
    await using site = await openPage(`#/playground?backend=${device}&${settings}`);
    const { page, faults } = site;
    await untilReading(page, "step", (step) => step > 10);
    expect(await kind(page).count()).toBe(0);
    await toggle(page).focus();
    await page.keyboard.press("Space");
    await expect.poll(() => page.url()).toContain("labels=1");
    await untilReading(page, "step", (step) => step > 1000);
    expect(await guidance(page).count()).toBe(0);
    await button(page, "Pause").click();
    await page.locator('[data-phase="paused"]').waitFor();
    await kind(page).selectOption("3");
    await untilOf(page, "kind 3");
    // What is looked at after the pause comes after the steps that were under way.
    const rested = await reading(page, "step");
    expect(rested).toBeGreaterThan(1000);
    await openTakeAway(page);
    const own = await samplesOf(page);
    // The third of eight modes is at (0, 2), with a width of 0.3.
    expect(Math.hypot(own.mean[0], own.mean[1] - 2)).toBeLessThan(0.25);
    expect(own.far).toBeLessThan(0.05);
    const near = await untilReading(page, "wasserstein", Number.isFinite);
    expect(near).toBeLessThan(0.4);

    await guidance(page).focus();
    for (let press = 0; press < 6; press++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.url()).toContain("guidance=4");
    await untilOf(page, "kind 3 at w = 4");
    expect(await page.getByText("w > 1 sharpens: farther from the data, by intent.").count()).toBe(1);
    const guided = await samplesOf(page);
    console.info(`kind 3: mean ${own.mean}, W2 ${near}; w = 4: mean ${guided.mean}`);
    expect(guided.mean[1]).toBeGreaterThan(own.mean[1]);
    expect(await reading(page, "wasserstein")).toBeGreaterThan(near);
    expect(await reading(page, "step")).toBe(rested);
    await kind(page).selectOption("7");
    await untilOf(page, "kind 7 at w = 4");
    const other = await samplesOf(page);
    expect(other.mean[1]).toBeLessThan(-1.5);
    await button(page, "Play").click();
    await untilReading(page, "step", (step) => step > rested);

    await using copied = await openPage(page.url().slice(page.url().indexOf("#")));
    expect(await toggle(copied.page).isChecked()).toBe(true);
    expect(await kind(copied.page).inputValue()).toBe("7");
    expect(await guidance(copied.page).inputValue()).toBe("4");
    expect([...faults, ...copied.faults]).toEqual([]);
  },
);

test.each(backends)(
  "on %s a run with kinds is taken along with its labels, and the command line learns it; axe finds no fault",
  async (device) => {
    await using site = await openPage(
      `#/playground?backend=${device}&${settings}&labels=1&kind=2&guidance=2.5`,
    );
    const { page, faults } = site;
    await untilOf(page, "kind 2 at w = 2.5");
    await openTakeAway(page);
    const data = await taken(page, "Data, npy", folder);
    const labels = await taken(page, "Labels, npy", folder);
    isLabelled(data, labels);
    const text = new TextDecoder().decode((await taken(page, "Config, YAML")).bytes);
    expect(parseConfig(text, "the page's config")).toMatchObject({
      dataset: { file: data.name, labels: labels.name },
      training: { dropLabel: 0.15 },
    });
    const config = join(folder, "kinds.yaml");
    writeFileSync(config, `${text}figures: { draw: false }\n`);
    const run = join(folder, device);
    nami("train", config, "--out", run, "--steps", "3");
    const samples = join(folder, `${device}.npy`);
    nami("sample", run, "-n", "20", "--label", "2", "--guidance", "2.5", "--out", samples);
    expect(readNpy(readFileSync(samples)).shape).toEqual([20, 2]);
    const program = new TextDecoder().decode((await taken(page, "Program, TypeScript")).bytes);
    expect(program).toContain("tensor([[0, 1, 0, 0, 0, 0, 0, 0]]), { scale: 2.5 }");
    const { metadata } = readSafetensors((await taken(page, "Weights, safetensors")).bytes);
    expect(metadata.get("classes")).toBe("8");
    expect((await taken(page, "Velocity, ONNX")).bytes.length).toBeGreaterThan(1000);
    expect(await faultsEverywhere(page)).toEqual([]);
    await page.getByLabel("Coupling", { exact: true }).selectOption("stable");
    await kind(page).waitFor({ state: "detached" });
    expect(await toggle(page).count()).toBe(0);
    expect(await button(page, "Labels, npy").count()).toBe(0);
    expect(faults).toEqual([]);
  },
);

test.each(backends)(
  "on %s two sides look at one kind without and with guidance, and the other pairs learn no kinds",
  async (device) => {
    // Two sides on a simulated WebGPU take three steps a second.
    const isTrained = device !== "webgpu";
    const until = isTrained ? 500 : 120;
    await using site = await openPage(`#/compare?backend=${device}&hidden=32&particles=500&until=${until}`);
    const { page, faults } = site;
    const compare = page.getByLabel("Compare", { exact: true });
    await compare.selectOption("guidance");
    await page.getByText("Distance of samples from data of kind 1, W₂").waitFor();
    for (const [part, value] of [
      ["target", "eightGaussians"],
      ["labels", "1"],
      ["b.guidance", "4"],
    ])
      await expect.poll(() => page.url()).toContain(`${part}=${value}`);
    for (const side of ["a", "b"]) await isMeasured(page, side, until);
    const own = await reading(page, "a-wasserstein");
    const guided = await reading(page, "b-wasserstein");
    expect(guided).toBeGreaterThan(own);
    await openTakeAway(page);
    const readings = new TextDecoder().decode((await taken(page, "Readings, csv")).bytes).split("\n");
    expect(readings.slice(1, 3)).toEqual(["kind,1,1", "guidance,1,4"]);
    expect(await faultsEverywhere(page)).toEqual([]);

    await guidance(page).last().focus();
    await page.keyboard.press("Home");
    // Samples of all kinds are far from one of them: farther than guidance takes a field that has learned, and nearer than another.
    await untilReading(page, "b-wasserstein", (distance) =>
      isTrained ? distance > guided + 0.5 : distance > own + 0.5 && distance < guided - 0.5,
    );
    expect(await reading(page, "b-step")).toBe(until);
    expect(await compare.inputValue()).toBe("own");
    await using copied = await openPage(page.url().slice(page.url().indexOf("#")));
    expect(await guidance(copied.page).last().inputValue()).toBe("0");
    await compare.selectOption("coupling");
    await guidance(page).first().waitFor({ state: "detached" });
    expect(await kind(page).count()).toBe(0);
    expect(faults).toEqual([]);
  },
);
