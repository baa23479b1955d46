import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNpy } from "@nami/datasets";
import { key, normal } from "@nami/tensor-backend";
import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { runProgram } from "./program.js";
import { recordingTerminal } from "./recording-terminal.fixture.js";

const home = mkdtempSync(join(tmpdir(), "nami-processes-"));
const at = (...names: string[]): string => join(home, ...names);

const nami = async (...argv: string[]): Promise<void> => {
  const terminal = recordingTerminal();
  const code = await runProgram(argv, terminal);
  expect([code, terminal.errors]).toEqual([0, []]);
};

const finite = (path: string): readonly number[] => {
  const { shape, data } = readNpy(readFileSync(path));
  expect(Array.from(data).every(Number.isFinite)).toBe(true);
  return shape;
};

test.each([
  ["diffusion", "diffusion"],
  [
    "diffusion-by-sde",
    "{ name: diffusion, schedule: { name: edm, sigmaMax: 5 }, predicts: data, weight: minSnr, sampler: sde, end: 0.01 }",
  ],
  ["diffusion-preconditioned", "{ name: diffusion, schedule: edm }"],
  ["diffusion-to-no-data", "{ name: diffusion, schedule: cosine, end: 0.3 }"],
  ["score-to-no-data-by-sde", "{ name: diffusion, schedule: linear, predicts: score, sampler: sde }"],
  ["data-to-no-data", "{ name: diffusion, schedule: linear, predicts: data, weight: minSnr }"],
  ["v-to-no-data-by-sde", "{ name: diffusion, schedule: cosine, predicts: vPrediction, sampler: sde }"],
  ["interpolant", "{ name: interpolant, gamma: quadratic, form: quadratic }"],
  ["interpolant-by-sde", "{ name: interpolant, sampler: sde }"],
])("%s trains, samples, evaluates and exports", async (name, process) => {
  const [config, run] = [at(`${name}.yaml`), at(name)];
  writeFileSync(
    config,
    `dataset: { name: eightGaussians, points: 200 }
process: ${process}
field: { hidden: 8, layers: 1 }
training: { steps: 12, batchSize: 32 }
solver: { method: heun, steps: 6 }
backend: reference:float32
figures: { draw: false }
`,
  );
  await nami("train", config, "--out", run);
  await nami("sample", run, "-n", "5", "--seed", "1", "--out", at("x.npy"));
  expect(finite(at("x.npy"))).toEqual([5, 2]);
  await nami("log-prob", run, "--data", at("x.npy"), "--out", at("p.npy"));
  expect(finite(at("p.npy"))).toEqual([5]);
  await nami("evaluate", run, "--data", at("x.npy"));
  const { evaluation } = JSON.parse(readFileSync(join(run, "evaluation.json"), "utf8")) as {
    readonly evaluation: { readonly loss: number; readonly reversibility: { readonly mean: number } };
  };
  expect([evaluation.loss, evaluation.reversibility.mean].every(Number.isFinite)).toBe(true);
  await nami("export", run, "--what", "sampler", "--out", at("sampler.onnx"));
  const sampler = await ort.InferenceSession.create(readFileSync(at("sampler.onnx")), {
    intraOpNumThreads: 1,
  });
  const noise = new ort.Tensor("float32", (await normal(key(1), [5, 2]).data()) as Float32Array, [5, 2]);
  const { samples } = await sampler.run({ noise });
  expect(Array.from(samples!.data as Float32Array).every(Number.isFinite)).toBe(true);
});
