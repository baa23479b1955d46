import { readNpy } from "@nami/datasets";
import { velocityField } from "@nami/models";
import { evaluate, fromHost, key, referenceBackend, type Tensor } from "@nami/tensor-backend";
import { encodeCheckpoint, namedLeaves, readSafetensors, trainer } from "@nami/training";
import { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import type { TrainingSettings } from "../../session/settings.js";
import { labelledRows, trainingDataOf } from "../../worker/kinds.js";
import { recipeOf, trainedParts } from "../../worker/recipe.js";
import { rowsOnHost } from "../../worker/target.js";
import { networkOf } from "../../your-model/network.js";
import { expectedSize } from "../expected-size.js";
import { modelOfRun } from "../model-facts.js";
import { averagedWeights } from "./averaged-weights.js";
import { onnxOf } from "./onnx.js";
import { takenModel } from "./taken-model.js";
import { dataOf, labelsOf } from "./training-data.js";
import { weightsOf } from "./weights.js";

const backend = referenceBackend();
const settings: TrainingSettings = {
  seed: 4,
  target: { kind: "toy", name: "eightGaussians" },
  classes: 8,
  source: "normal",
  path: "linear",
  coupling: "independent",
  predicts: "velocity",
  hidden: 6,
  layers: 2,
  activation: "tanh",
  optimizer: "adam",
  learningRate: 0.01,
  batchSize: 32,
};

/** A run with kinds after a few steps, as the page holds it. */
const wanted = async () => {
  const training = trainer({
    ...trainedParts(recipeOf(settings)),
    data: await evaluate(trainingDataOf(settings), { backend }),
    batchSize: settings.batchSize,
    ema: { decay: 0.99 },
    backend,
  });
  for await (const { loss } of training.fit({ key: key(0), steps: 3 })) expect(loss).toBeGreaterThan(0);
  return { checkpoint: await encodeCheckpoint(await training.checkpoint()), settings, step: 3 };
};

test("weights of a run with kinds say so, and the page Your model knows them", async () => {
  const bytes = await weightsOf(await takenModel({ kind: "safetensors", of: await wanted() }));
  const { tensors, metadata } = readSafetensors(bytes);
  expect(metadata.get("classes")).toBe("8");
  expect(metadata.get("condition")).toContain("after x and t, 8 numbers");
  expect(tensors.get("layers.0.weight")?.shape).toEqual([11, 6]);
  expect(
    Math.abs(bytes.length / expectedSize("safetensors", modelOfRun(settings, 3), { points: 0 })! - 1),
  ).toBeLessThan(0.2);
  expect(networkOf(tensors).classes).toBe(8);
});

test("its ONNX file takes a kind, and tells the velocity of the page for each and for all", async () => {
  const of = await wanted();
  const { layers, hidden, activation } = settings;
  const params = averagedWeights(of.checkpoint);
  expect([...namedLeaves(params)].length).toBe(6);
  const model = velocityField({ dim: 2, conditionDim: 8, hidden, layers, activation }).with(params);
  const session = await InferenceSession.create(onnxOf(await takenModel({ kind: "onnx", of })));
  const x = Float32Array.of(0.5, -1, 1, 2, 0, 0);
  const t = Float32Array.of(0.1, 0.5, 0.9);
  const kind = new Float32Array(24);
  [kind[2], kind[8 + 7]] = [1, 1];
  const { v } = await session.run({
    x: new OnnxTensor(x, [3, 2]),
    t: new OnnxTensor(t, [3]),
    kind: new OnnxTensor(kind, [3, 8]),
  });
  const rows = (values: Float32Array, shape: readonly number[]): Tensor => fromHost(values, shape, "float32");
  const expected = await evaluate(model(rows(x, [3, 2]), rows(t, [3]), rows(kind, [3, 8])), { backend });
  const values = await expected.data();
  for (const [i, value] of (v!.data as Float32Array).entries()) expect(value).toBeCloseTo(values[i]!, 5);
  await session.release();
});

test("its data and its labels are the rows that it learns from, and their kinds", async () => {
  const rows = await rowsOnHost(labelledRows(settings.target, 16_384, key(4)).target, backend);
  expect(readNpy(await dataOf({ kind: "data", settings })).data).toEqual(rows);
  const labels = readNpy(await labelsOf({ kind: "labels", settings }));
  expect([labels.dtype, labels.shape]).toEqual(["int32", [rows.length / 2]]);
  const counts = new Int32Array(8);
  for (const [row, label] of labels.data.entries()) {
    counts[label]!++;
    // Modes lie at the corners of an octagon, with a width of 0.3.
    const [x, y] = [2 * Math.cos((label * Math.PI) / 4), 2 * Math.sin((label * Math.PI) / 4)];
    expect(Math.hypot(rows[2 * row]! - x, rows[2 * row + 1]! - y)).toBeLessThan(2);
  }
  // Each kind is an eighth: five standard deviations of a binomial count are 212.
  for (const count of counts) expect(Math.abs(count - labels.data.length / 8)).toBeLessThan(212);
  await expect(labelsOf({ kind: "labels", settings: { ...settings, classes: 0 } })).rejects.toThrow(
    "takeaway: kinds must be learned for labels, got none. Turn on Learn kinds.",
  );
});
