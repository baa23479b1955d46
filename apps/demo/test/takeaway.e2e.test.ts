import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCsv, readNpy } from "@nami/datasets";
import { flowMatching, velocityField } from "@nami/models";
import { evaluate, fromHost, key, normal, referenceBackend, uniform } from "@nami/tensor-backend";
import { readSafetensors } from "@nami/training";
import { decode } from "fast-png";
import { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-node";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { solverOf, sourceOf } from "../src/worker/recipe.js";
import { rowsOnHost, trainingRows } from "../src/worker/target.js";
import { accessibilityFaults } from "./accessibility.js";
import { backends } from "./controls.js";
import { farCsv } from "./files.js";
import { closeBrowser, openPage, untilReading } from "./site.js";
import { animationIn, drawingIn, openTakeAway, taken } from "./taken.js";

const folder = mkdtempSync(join(tmpdir(), "nami-taken-"));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeBrowser();
});

const backend = referenceBackend();
const settings = "hidden=16&layers=2&batch=64&particles=500&solver=rk4&steps=4&activation=tanh";

/** Trains a little, rests until every view is of the last step, and opens the panel. */
const trainAndOpen = async (page: Page): Promise<void> => {
  await untilReading(page, "step", (step) => step > 60);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await untilReading(page, "likelihood", Number.isFinite);
  await page.waitForFunction(() => {
    const found = (name: string) => document.querySelector<HTMLElement>(`[data-reading="${name}"]`);
    const step = found("step")?.textContent?.replaceAll(",", "");
    return ["likelihood", "evaluations"].every((name) => found(name)?.dataset.step === step);
  });
  // Each view of the last step is taken once, the picture of the density last.
  await page.waitForTimeout(1500);
  await openTakeAway(page);
  await page.getByRole("button", { name: "PNG picture" }).waitFor();
};

test.each(backends)(
  "on %s pictures open again: a PNG, drawings without scripts, an animation of 36 frames",
  async (device) => {
    await using site = await openPage(
      `#/playground?${settings}&backend=${device}&target=rings&ways=1&arrows=1&streams=1&samples=1`,
    );
    const { page, faults } = site;
    await trainAndOpen(page);
    const png = await taken(page, "PNG picture");
    expect(png.name).toBe("nami-rings.png");
    const image = decode(png.bytes);
    expect([image.width, image.height]).toEqual([1200, 1200]);
    const colors = new Set<number>();
    for (let i = 0; i < image.data.length; i += image.channels)
      colors.add((image.data[i]! << 16) | (image.data[i + 1]! << 8) | image.data[i + 2]!);
    expect(colors.size).toBeGreaterThan(100);

    const svg = new TextDecoder().decode((await taken(page, "SVG drawing")).bytes);
    const seen = await drawingIn(page, svg);
    expect(seen).toMatchObject({ root: "svg", scripts: 0, handlers: 0 });
    expect(seen.title).toContain("rings after");
    expect(seen.marks).toBeGreaterThan(20);

    expect(await animationIn(page, await taken(page, "GIF animation"))).toEqual({
      frames: 36,
      different: 3,
      repeats: Number.POSITIVE_INFINITY,
    });
    expect(new TextDecoder().decode((await taken(page, "Loss, SVG")).bytes)).toMatch(
      /^<svg[\s\S]*class="line"/,
    );
    expect(faults).toEqual([]);
  },
);

test.each(backends)(
  "on %s numbers and models are those of the page: samples, data, weights, and the field in ONNX Runtime",
  async (device) => {
    await using site = await openPage(
      `#/playground?${settings}&backend=${device}&target=mixture&source=wide&path=cosine`,
    );
    const { page, faults } = site;
    await trainAndOpen(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    const csv = readCsv((await taken(page, "Samples, csv")).bytes);
    const npy = readNpy((await taken(page, "Samples, npy")).bytes);
    expect(csv.names).toEqual(["x", "y"]);
    expect([csv.shape, npy.shape, npy.dtype]).toEqual([[500, 2], [500, 2], "float32"]);
    expect(Float32Array.from(csv.data)).toEqual(npy.data);

    const data = readNpy((await taken(page, "Data, npy")).bytes);
    const centers = [-1.2, -0.8, 1.2, -0.8, 0, 1.3];
    expect(data.data).toEqual(
      await rowsOnHost(trainingRows({ kind: "mixture", centers, std: 0.25 }, 0), backend),
    );

    const { tensors, metadata } = readSafetensors((await taken(page, "Weights, safetensors")).bytes);
    expect(Object.fromEntries(metadata)).toMatchObject({
      model: "velocityField",
      hidden: "16",
      layers: "2",
      activation: "tanh",
      path: "cosine",
      source: "wide",
    });
    const field = velocityField({ dim: 2, hidden: 16, layers: 2, activation: "tanh" });
    const stored = (name: string) => {
      const { values, shape, dtype } = tensors.get(name)!;
      return fromHost(values, shape, dtype);
    };
    expect(tensors.size).toBe(6);
    const model = field.with({
      layers: [0, 1, 2].map((i) => ({
        weight: stored(`layers.${i}.weight`),
        bias: stored(`layers.${i}.bias`),
      })),
    });
    const again = await flowMatching({
      field: model,
      base: sourceOf.wide(),
      solver: solverOf("rk4", 4),
      backend,
    })
      .bind()
      .sample([500], { key: key(314) });
    const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
      Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
    expect(furthest(await again.data(), npy.data)).toBeLessThan(1e-4);

    const onnx = await InferenceSession.create((await taken(page, "Velocity, ONNX")).bytes);
    const x = await evaluate(normal(key(1), [1000, 2]), { backend });
    const t = await evaluate(uniform(key(2), [1000]), { backend });
    const { v } = await onnx.run({
      x: new OnnxTensor("float32", Float32Array.from(await x.data()), [1000, 2]),
      t: new OnnxTensor("float32", Float32Array.from(await t.data()), [1000]),
    });
    const expected = await (await evaluate(model(x, t), { backend })).data();
    expect(v!.dims).toEqual([1000, 2]);
    expect(furthest(v!.data as Float32Array, expected)).toBeLessThan(1e-5);
    await onnx.release();
    expect(await page.getByRole("button", { name: "Config, YAML" }).isDisabled()).toBe(true);
    await page.getByText("choose that, or take the program").waitFor();
    expect(faults).toEqual([]);
  },
);

test("what is taken of a flow that learned a file is in its units, or says the way back to them", async () => {
  await using site = await openPage(`#/playground?${settings}&backend=wasm&target=file`);
  const { page, faults } = site;
  await page.getByLabel("Rows of two numbers").setInputFiles(farCsv);
  await trainAndOpen(page);
  const csv = readCsv((await taken(page, "Samples, csv")).bytes);
  const npy = readNpy((await taken(page, "Samples, npy")).bytes);
  expect([csv.shape, npy.shape, npy.dtype]).toEqual([[500, 2], [500, 2], "float64"]);
  expect(Float64Array.from(csv.data)).toEqual(npy.data);
  const { tensors, metadata } = readSafetensors((await taken(page, "Weights, safetensors")).bytes);
  const [mean, scale] = [JSON.parse(metadata.get("mean")!), Number(metadata.get("scale"))];
  // A ring of radius 30 around (1000, −2000).
  expect(mean[0]).toBeCloseTo(1000, 9);
  expect(mean[1]).toBeCloseTo(-2000, 9);
  expect(scale).toBeCloseTo(30 / Math.SQRT2, 9);
  expect(metadata.get("units")).toBe("value of the file = mean + scale * value of the flow");
  const stored = (name: string) => {
    const { values, shape, dtype } = tensors.get(name)!;
    return fromHost(values, shape, dtype);
  };
  const model = velocityField({ dim: 2, hidden: 16, layers: 2, activation: "tanh" }).with({
    layers: [0, 1, 2].map((i) => ({
      weight: stored(`layers.${i}.weight`),
      bias: stored(`layers.${i}.bias`),
    })),
  });
  const process = flowMatching({
    field: model,
    base: sourceOf.normal(),
    solver: solverOf("rk4", 4),
    backend,
  });
  const again = await (await process.bind().sample([500], { key: key(314) })).data();
  const errors = Float64Array.from(again, (value, i) => Math.abs(mean[i % 2] + scale * value - npy.data[i]!));
  expect(Math.max(...errors)).toBeLessThan(1e-4 * scale);

  const onnx = new TextDecoder("latin1").decode((await taken(page, "Velocity, ONNX")).bytes);
  const config = new TextDecoder().decode((await taken(page, "Config, YAML")).bytes);
  const program = new TextDecoder().decode((await taken(page, "Program, TypeScript")).bytes);
  for (const text of [onnx, config, program]) {
    expect(text).toContain("value of the file = mean + scale * value of the flow");
    expect(text).toContain(String(scale));
  }
  const { data } = readNpy((await taken(page, "Data, npy")).bytes);
  const squares = Float64Array.from(data, (value) => value ** 2);
  expect(squares.reduce((sum, square) => sum + square, 0) / data.length).toBeCloseTo(1, 5);
  expect(faults).toEqual([]);
});

test("the command line trains by the config, with data from beside it", async () => {
  await using site = await openPage(`#/playground?${settings}&backend=wasm&target=mixture&optimizer=lion`);
  const { page, faults } = site;
  await trainAndOpen(page);
  await taken(page, "Data, npy", folder);
  const { name, bytes } = await taken(page, "Config, YAML");
  expect(name).toBe("nami-mixture.yaml");
  const text = new TextDecoder().decode(bytes);
  const config = join(folder, "short.yaml");
  writeFileSync(config, `${text}figures: { draw: false }\n`);
  const cli = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url));
  const flags = ["--conditions=@nami/source", "--import", "tsx", cli, "train", config];
  const out = join(folder, "run");
  execFileSync(process.execPath, [...flags, "--out", out, "--steps", "3"], {
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    encoding: "utf8",
    stdio: "pipe",
  });
  expect(readFileSync(join(out, "metrics.jsonl"), "utf8").trim().split("\n").length).toBe(3);
  expect(faults).toEqual([]);
});

test("a file that is being made can be stopped, and the address is copied", async () => {
  await using site = await openPage(`#/playground?${settings}`, {
    permissions: ["clipboard-read", "clipboard-write"],
  });
  const { page, faults } = site;
  await trainAndOpen(page);
  await page.getByRole("button", { name: "GIF animation" }).click();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByText("GIF animation: stopped").waitFor();
  await page.getByRole("button", { name: "Link to this page" }).click();
  await page.getByText("The address is in the clipboard.").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  expect(faults).toEqual([]);
});
