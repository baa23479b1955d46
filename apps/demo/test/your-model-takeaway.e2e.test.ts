import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCsv, readNpy } from "@nami/datasets";
import { evaluate, key, normal, referenceBackend, type Tensor, uniform } from "@nami/tensor-backend";
import { readSafetensors } from "@nami/training";
import { decode } from "fast-png";
import { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-node";
import type { Page } from "playwright";
import { afterAll, expect, test } from "vitest";
import { accessibilityFaults } from "./accessibility.js";
import { backends } from "./controls.js";
import { upload } from "./files.js";
import { fieldOf, kindsField, kindsParams, kindsWeights, paramsOf, torchWeights } from "./models.js";
import { closeBrowser, openPage, untilReading } from "./site.js";
import { animationIn, drawingIn, openTakeAway, taken } from "./taken.js";

// Programs find the packages from here.
const within = fileURLToPath(new URL("../.programs/", import.meta.url));
mkdirSync(within, { recursive: true });
const folder = mkdtempSync(within);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await closeBrowser();
});

const backend = referenceBackend();
const on = (device: string): string => `#/your-model?steps=8&particles=500&backend=${device}`;
const weights = (page: Page) => page.getByLabel("Weights", { exact: true });
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

/** Takes the weights and the program, runs it beside them, and holds its samples against those of the page. */
const programHolds = async (page: Page): Promise<Uint8Array> => {
  const { bytes } = await taken(page, "Weights, safetensors", folder);
  await taken(page, "Program, TypeScript", folder);
  const shown = readNpy((await taken(page, "Samples, npy")).bytes);
  const flags = ["--conditions=@nami/source", "--import", "tsx", join(folder, "nami-model.mts")];
  execFileSync(process.execPath, flags, { cwd: folder, encoding: "utf8" });
  const own = readNpy(readFileSync(join(folder, "samples.npy")));
  expect([own.shape, own.dtype]).toEqual([shown.shape, shown.dtype]);
  const size = Math.max(1, ...Array.from(shown.data, Math.abs));
  expect(furthest(own.data, shown.data)).toBeLessThan(1e-4 * size);
  return bytes;
};

/** Runs a velocity in ONNX Runtime beside nami's own field. */
const velocityHolds = async (
  bytes: Uint8Array,
  dim: number,
  field: (x: Tensor, t: Tensor) => Tensor,
  further: Readonly<Record<string, OnnxTensor>> = {},
): Promise<void> => {
  const session = await InferenceSession.create(bytes);
  const x = await evaluate(normal(key(1), [100, dim]), { backend });
  const t = await evaluate(uniform(key(2), [100]), { backend });
  const { v } = await session.run({
    x: new OnnxTensor("float32", Float32Array.from(await x.data()), [100, dim]),
    t: new OnnxTensor("float32", Float32Array.from(await t.data()), [100]),
    ...further,
  });
  expect(v!.dims).toEqual([100, dim]);
  const expected = await (await evaluate(field(x, t), { backend })).data();
  expect(furthest(v!.data as Float32Array, expected)).toBeLessThan(1e-5);
  await session.release();
};

test.each(backends)(
  "on %s all files of a model with kinds open again, and its program samples as the page does",
  async (device) => {
    await using site = await openPage(`${on(device)}&kind=2&guidance=2&ways=1&arrows=1`);
    const { page, faults } = site;
    await openTakeAway(page);
    await page.getByText("There is nothing to take yet. Choose the weights of a model.").waitFor();
    await weights(page).setInputFiles(await kindsWeights({ classes: "3", step: "77" }));
    await untilReading(page, "evaluations", Number.isFinite);
    await page.waitForTimeout(1500);
    expect(await accessibilityFaults(page)).toEqual([]);

    const png = await taken(page, "PNG picture");
    expect(png.name).toBe("nami-model.png");
    expect(decode(png.bytes).width).toBe(1200);
    const svg = new TextDecoder().decode((await taken(page, "SVG drawing")).bytes);
    expect(await drawingIn(page, svg)).toMatchObject({ root: "svg", scripts: 0, handlers: 0 });
    expect((await animationIn(page, await taken(page, "GIF animation"))).different).toBe(3);
    const csv = readCsv((await taken(page, "Samples, csv")).bytes);
    const npy = readNpy((await taken(page, "Samples, npy")).bytes);
    expect([csv.names, npy.shape]).toEqual([
      ["x", "y"],
      [500, 2],
    ]);
    expect(Float32Array.from(csv.data)).toEqual(npy.data);

    const own = await programHolds(page);
    expect(Object.fromEntries(readSafetensors(own).metadata)).toMatchObject({ classes: "3", step: "77" });
    const kind = await evaluate(uniform(key(3), [100, 3]), { backend });
    await velocityHolds(
      (await taken(page, "Velocity, ONNX")).bytes,
      2,
      (x, t) => kindsField.with(kindsParams)(x, t, kind),
      { kind: new OnnxTensor("float32", Float32Array.from(await kind.data()), [100, 3]) },
    );

    await weights(page).setInputFiles(upload("again.safetensors", own));
    await page.getByText("The files say all that is to be known of the model.").waitFor();
    await untilReading(page, "trained", (steps) => steps === 77);
    const again = readNpy((await taken(page, "Samples, npy")).bytes);
    expect(again.data).toEqual(npy.data);
    expect(faults).toEqual([]);
  },
);

test("weights of PyTorch in five coordinates are taken as nami's, with the activation that was chosen", async () => {
  await using site = await openPage(`${on("wasm")}&activation=tanh&solver=dopri5`);
  const { page, faults } = site;
  await weights(page).setInputFiles(await torchWeights(5));
  await untilReading(page, "dim", (dim) => dim === 5);
  await untilReading(page, "evaluations", Number.isFinite);
  await openTakeAway(page);
  const csv = readCsv((await taken(page, "Samples, csv")).bytes);
  expect([csv.names, csv.shape]).toEqual([
    ["x1", "x2", "x3", "x4", "x5"],
    [500, 5],
  ]);
  const { tensors, metadata } = readSafetensors(await programHolds(page));
  expect(tensors.get("layers.0.weight")?.shape).toEqual([6, 16]);
  expect(Object.fromEntries(metadata)).toMatchObject({ dim: "5", activation: "tanh", path: "linear" });
  expect(metadata.has("step")).toBe(false);
  await velocityHolds((await taken(page, "Velocity, ONNX")).bytes, 5, fieldOf(5).with(paramsOf(5)));
  expect(faults).toEqual([]);
});

test("a program of a model that has learned a file writes samples in its units", async () => {
  await using site = await openPage(on("wasm"));
  const { page, faults } = site;
  const words = { classes: "3", mean: "[1000, -50]", scale: "20" };
  await weights(page).setInputFiles(await kindsWeights(words));
  await untilReading(page, "evaluations", Number.isFinite);
  await openTakeAway(page);
  const { metadata } = readSafetensors(await programHolds(page));
  expect(JSON.parse(metadata.get("mean")!)).toEqual([1000, -50]);
  expect(metadata.get("scale")).toBe("20");
  expect(faults).toEqual([]);
});
