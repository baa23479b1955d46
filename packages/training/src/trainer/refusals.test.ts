import { ShapeError } from "@nami/errors";
import { key, normal, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { vector } from "../testing/gaussian-problem.js";
import { gaussianTrainer, stepsOf } from "../testing/training-run.js";

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
    await expect(gaussianTrainer().fit({ steps: 1 }).next()).rejects.toThrow(
      "fit: a key is needed, got none. Pass fit({ key: key(0), steps }).",
    );
    await expect(gaussianTrainer().params()).rejects.toThrow("trainer: there must be a state, got none yet.");
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
