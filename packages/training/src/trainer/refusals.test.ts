import { OptionError, ShapeError } from "@nami/errors";
import { add, key, normal, referenceBackend, slice, tensor, toDevice } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import type { Checkpoint } from "../checkpoint/checkpoint.js";
import { adam } from "../optimizers/adam.js";
import { field, vector } from "../testing/gaussian-problem.js";
import { type Changes, gaussianTrainer, stepsOf } from "../testing/training-run.js";

describe("trainer", () => {
  test("refuses options out of range, naming them", async () => {
    expect(() => gaussianTrainer({ batchSize: 0 })).toThrow(
      "trainer: batchSize must be a positive integer, got 0. Pass 1 or more.",
    );
    expect(() => gaussianTrainer({ clip: { norm: 0 } })).toThrow(
      "trainer: norm must be a finite number above 0, got 0. Pass 1.",
    );
    expect(() => gaussianTrainer({ ema: { decay: 1 } })).toThrow("ema: decay must lie in [0, 1), got 1.");
    expect(() => gaussianTrainer({ validation: { every: 1.5, measure: () => vector(0) } })).toThrow(
      "trainer: validation.every must be a positive integer, got 1.5.",
    );
    await expect(stepsOf(gaussianTrainer(), { steps: 0 })).rejects.toThrow(
      "fit: steps must be a positive integer, got 0. Pass 1 or more.",
    );
    await expect(stepsOf(gaussianTrainer(), { steps: 1, readEvery: 0 })).rejects.toThrow(
      "fit: readEvery must be a positive integer, got 0.",
    );
    // At the call, before any step is asked for.
    expect(() => gaussianTrainer().fit({ key: key(0), steps: 0 })).toThrow("fit: steps must be");
    expect(() => gaussianTrainer().fit(undefined as never)).toThrow(
      "fit: options must be given, got nothing. Pass fit({ key: key(0), steps: 1000 }).",
    );
    expect(() => gaussianTrainer().fit({ steps: 1 })).toThrow(
      "fit: a key is needed, got none. Pass fit({ key: key(0), steps }).",
    );
    await expect(gaussianTrainer().params()).rejects.toThrow("trainer: there must be a state, got none yet.");
  });

  test("refuses a coupling that the path of the field does not state, and the opposite", () => {
    const matching = { name: "by hand", independent: false, pair: <T>(rows: T): T => rows };
    const stating = (coupling?: object) => ({ field: { ...field, path: { name: "linear", coupling } } });
    expect(() => gaussianTrainer({ ...stating(), coupling: matching })).toThrow(
      'the coupling that it is trained with, "by hand", got the path "linear" without it. Pass it to the path too',
    );
    expect(() => gaussianTrainer(stating(matching))).toThrow(
      'coupling must be that of the field\'s path, "by hand", got none like it. Pass coupling.',
    );
    for (const changes of [
      { ...stating(matching), coupling: matching },
      { ...stating(), coupling: { ...matching, independent: true } },
      { coupling: matching },
    ])
      expect(() => gaussianTrainer(changes)).not.toThrow();
  });

  test.for<[title: string, changes: Record<string, unknown>, message: string]>([
    [
      "rows in an array",
      { data: [[1, 2]] },
      "data must be a tensor, { target, condition } or a sampler, got an array. Pass tensor(rows)",
    ],
    [
      "no data",
      { data: undefined },
      "data must be a tensor, { target, condition } or a sampler, got nothing.",
    ],
    [
      "conditions in an array",
      { data: { target: normal(key(0), [1, 2]), condition: [[1]] } },
      "the condition of data must be a tensor, got an array.",
    ],
    [
      "an optimizer that was not called",
      { optimizer: adam },
      "optimizer must have init and update, got a function. Pass the result of a call, such as adam(",
    ],
    ["no optimizer", { optimizer: undefined }, "optimizer must have init and update, got nothing."],
    ["no backend", { backend: undefined }, "backend must have compile and upload, got nothing."],
    ["a field of another kind", { field: "mlp" }, 'field must have init and with, got "mlp".'],
    ["no base", { base: null }, "base must have sample, got null."],
    ["no loss", { loss: undefined }, "loss must be a function, got nothing."],
    [
      "parameters without a tensor",
      { params: { layers: [] } },
      "parameters must hold at least one tensor, got none.",
    ],
  ])("refuses %s", ([, changes, message]) => {
    expect(() => gaussianTrainer(changes as Changes)).toThrow(`trainer: ${message}`);
    expect(() => gaussianTrainer(changes as Changes)).toThrow(OptionError);
  });

  test("refuses a field that draws no parameters", async () => {
    const empty = { init: () => ({}), with: () => field.with({ layers: [] }) };
    const t = gaussianTrainer({ field: empty as never });
    await expect(stepsOf(t, { steps: 1 })).rejects.toThrow(
      "fit: parameters must hold at least one tensor, got none. Return them from field.init",
    );
  });

  test("refuses to restore nothing", async () => {
    const t = gaussianTrainer();
    await expect(t.restore(undefined as never)).rejects.toThrow(
      "restore: a checkpoint must be given, got nothing.",
    );
    await t.dispose();
  });

  test("refuses to restore while it trains, and goes on unharmed", async () => {
    const t = gaussianTrainer();
    const checkpoints: Checkpoint[] = [];
    const steps: number[] = [];
    for await (const { step } of t.fit({ key: key(0), steps: 6, readEvery: 2 })) {
      steps.push(step);
      checkpoints.push(await t.checkpoint());
      await expect(t.restore(checkpoints[0]!)).rejects.toThrow(
        "restore: no fit may run meanwhile, got a call during one. Leave its loop with break first",
      );
    }
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
    await t.restore(checkpoints[0]!);
    expect(t.step).toBe(2);
  });

  test("rounds float64 rows where the backend has no float64, and names data that it cannot reach", async () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => Math.sin(i));
    const double = tensor(values, [50, 2], "float64");
    const single = tensor(values, [50, 2]);
    const train = (data: Changes["data"] & object): Promise<unknown> =>
      stepsOf(gaussianTrainer({ data }), { steps: 4 });
    const expected = await train(single);
    expect(await train(double)).toEqual(expected);
    expect(await train(add(double, 0))).toEqual(expected);
    expect(await train({ sample: () => slice(double, [0, 0], [16, 2]) })).toEqual(
      await train({ sample: () => slice(single, [0, 0], [16, 2]) }),
    );
    const elsewhere = await toDevice(double, { backend: referenceBackend({ dtype: "float64" }) });
    await expect(train(elsewhere)).rejects.toThrow(
      'trainer: data must be of a dtype that reference:float32 has, got Tensor(float64[50, 2]). Use cast(x, "float32")',
    );
  });

  test("refuses data of another shape, and rows that are not finite", async () => {
    expect(() => gaussianTrainer({ data: normal(key(0), [50, 3]) })).toThrow(
      "trainer: data must have the shape [rows, ...eventShape] with eventShape [2] of the base, got [50, 3].",
    );
    expect(() => gaussianTrainer({ data: normal(key(0), [0, 2]) })).toThrow(ShapeError);
    expect(() =>
      gaussianTrainer({ data: { target: normal(key(0), [5, 2]), condition: normal(key(0), [4, 1]) } }),
    ).toThrow("trainer: there must be one condition for each of the 5 rows, got [4, 1]. Axis 0 counts rows.");
    const bad = tensor([
      [1, 2],
      [3, Number.NaN],
      [5, 6],
    ]);
    await expect(stepsOf(gaussianTrainer({ data: bad }), { steps: 1 })).rejects.toThrow(
      "trainer: data must be finite, got NaN in row 1. Drop or mend the row.",
    );
    const data = {
      target: tensor([
        [1, 2],
        [3, 4],
      ]),
      condition: tensor([[0], [Number.POSITIVE_INFINITY]]),
    };
    await expect(stepsOf(gaussianTrainer({ data }), { steps: 1 })).rejects.toThrow(
      "trainer: condition must be finite, got Infinity in row 1.",
    );
  });
});
