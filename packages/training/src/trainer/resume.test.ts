import { DataError } from "@nami/errors";
import { key, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import type { Checkpoint } from "../checkpoint/checkpoint.js";
import { decodeCheckpoint } from "../checkpoint/decode.js";
import { encodeCheckpoint } from "../checkpoint/encode.js";
import { sgd } from "../optimizers/sgd.js";
import { gaussianTrainer, stepsOf, valuesByName } from "../testing/training-run.js";

/** All of a checkpoint as plain values. */
const plain = async ({ params, optimizer, ema, ...rest }: Checkpoint): Promise<unknown> => ({
  ...rest,
  tensors: await valuesByName({ params, optimizer, ...(ema && { ema }) }),
});

const checkpointAfter = async (steps: number): Promise<Checkpoint> => {
  const t = gaussianTrainer();
  await stepsOf(t, { steps });
  return t.checkpoint({ metadata: { note: "π" } });
};

describe("a run resumed from a checkpoint", () => {
  test("gives the weights, averages, moments and losses of the uninterrupted run, bit for bit", async () => {
    const whole = gaussianTrainer();
    const steps = await stepsOf(whole, { steps: 40 });
    const bytes = await encodeCheckpoint(await checkpointAfter(17));
    const resumed = gaussianTrainer();
    await resumed.restore(decodeCheckpoint(bytes));
    expect(resumed.step).toBe(17);
    const rest: unknown[] = [];
    for await (const step of resumed.fit({ steps: 40, readEvery: 7 })) rest.push(step);
    expect(rest).toEqual(steps.slice(17));
    expect(await plain(await resumed.checkpoint())).toEqual(await plain(await whole.checkpoint()));
  });

  test("is caught by that comparison when it goes on with another key", async () => {
    const resumed = gaussianTrainer();
    await resumed.restore(await checkpointAfter(17));
    await stepsOf(resumed, { steps: 20, key: key(1) });
    const whole = gaussianTrainer();
    await stepsOf(whole, { steps: 20 });
    expect(await valuesByName(await resumed.params())).not.toEqual(await valuesByName(await whole.params()));
  });

  test("may be asked for in fit, and undoes what was trained since", async () => {
    const checkpoint = await checkpointAfter(5);
    const t = gaussianTrainer();
    await stepsOf(t, { steps: 12 });
    const steps: number[] = [];
    for await (const { step } of t.fit({ steps: 7, resume: checkpoint })) steps.push(step);
    expect(steps).toEqual([6, 7]);
  });
});

describe("checkpoint", () => {
  test("survives its file: trees, step, key and metadata", async () => {
    const checkpoint = await checkpointAfter(3);
    expect(checkpoint.step).toBe(3);
    expect(checkpoint.key).toEqual(key(0));
    expect(await plain(decodeCheckpoint(await encodeCheckpoint(checkpoint)))).toEqual(
      await plain(checkpoint),
    );
  });

  test("is not changed by training on", async () => {
    const t = gaussianTrainer();
    await stepsOf(t, { steps: 2 });
    const checkpoint = await t.checkpoint();
    const before = await plain(checkpoint);
    await stepsOf(t, { steps: 9 });
    expect(await plain(checkpoint)).toEqual(before);
  });

  test("may be taken while a step is under way", async () => {
    const t = gaussianTrainer();
    const training = stepsOf(t, { steps: 30 });
    while (t.step < 5) await new Promise((resolve) => setTimeout(resolve, 1));
    const { step } = await t.checkpoint();
    expect(step).toBeGreaterThanOrEqual(5);
    expect((await training).length).toBe(30);
  });

  test("works without memory, average or arrays", async () => {
    const checkpoint: Checkpoint = {
      step: 0,
      key: key(2n ** 64n - 1n),
      params: tensor([1, 2]),
      optimizer: {},
      metadata: {},
    };
    expect(decodeCheckpoint(await encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  test("refuses metadata in its own place", async () => {
    const checkpoint = { ...(await checkpointAfter(1)), metadata: { "nami.step": "9" } };
    await expect(encodeCheckpoint(checkpoint)).rejects.toThrow(
      'encodeCheckpoint: metadata must not begin with nami., got "nami.step". Choose another name.',
    );
  });
});

describe("restore", () => {
  test("refuses a checkpoint of another field, optimizer or average, naming the tensor", async () => {
    const checkpoint = await checkpointAfter(1);
    await expect(
      gaussianTrainer({ optimizer: sgd({ learningRate: 1 }) }).restore(checkpoint),
    ).rejects.toThrow(
      "restore: the checkpoint must hold only what is trained, got optimizer.firstMoment.layers.0.bias beside it.",
    );
    const { ema: _, ...rest } = checkpoint;
    await expect(gaussianTrainer().restore(rest)).rejects.toThrow(
      "restore: the checkpoint must hold ema.layers.0.bias of shape [16], got none. Use the field, optimizer and ema it was trained with.",
    );
    const params = { layers: [{ weight: tensor([[1]]), bias: tensor([1]) }] };
    const error = await gaussianTrainer()
      .restore({ ...checkpoint, params })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataError);
    expect(String(error)).toContain("must hold params.layers.0.bias of shape [16], got [1]");
    const t = gaussianTrainer();
    await expect(t.restore(rest)).rejects.toThrow(DataError);
    expect(t.step).toBe(0);
  });
});
