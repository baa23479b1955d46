import { OptionError } from "@nami/errors";
import { linearSchedule } from "@nami/schedules";
import { key } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { diagonalNormal, gaussianMixture, multivariateNormal, standardNormal } from "./index.js";

/** Options with a key too many, as a caller without types may pass them. */
const stray = <O extends object>(options: object = {}): O => ({ ...options, sigmaTop: 1 }) as never;

const mixture = { weights: [1], means: [[0]], variances: [1] };
const oracle = gaussianMixture(mixture).marginal(linearSchedule());

test.each<[string, () => unknown]>([
  ["standardNormal", () => standardNormal([2], stray())],
  ["diagonalNormal", () => diagonalNormal(stray({ mean: 0, std: 1 }))],
  ["multivariateNormal", () => multivariateNormal(stray({ mean: [0], covariance: [[1]] }))],
  ["gaussianMixture", () => gaussianMixture(stray(mixture))],
  ["marginal", () => gaussianMixture(mixture).marginal(linearSchedule(), stray())],
  ["lossFloor", () => oracle.lossFloor(stray())],
])("%s refuses an option that nobody reads", (name, call) => {
  expect(call).toThrow(OptionError);
  expect(call).toThrow(new RegExp(`^${name}: options must be among .*, got sigmaTop\\. `));
});

describe.each([
  ["standardNormal", standardNormal([1])],
  ["diagonalNormal", diagonalNormal({ mean: 0, std: 1 })],
  ["gaussianMixture", gaussianMixture(mixture)],
  ["multivariateNormal", multivariateNormal({ mean: [0], covariance: 1 })],
])("sample of %s", (_, distribution) => {
  test("refuses an option that nobody reads, and none", () => {
    expect(() => distribution.sample([2], { key: key(0), fristRow: 1 } as never)).toThrow(
      "sample: options must be among key, firstRow, dtype, got fristRow. Did you mean firstRow?",
    );
    expect(() => distribution.sample([2], undefined as never)).toThrow(
      "sample: options must be a record, got nothing. Pass { key, firstRow, dtype }.",
    );
  });

  test("takes the dtype of the distribution where none is asked for", () => {
    expect(distribution.sample([2], { key: key(0) }).dtype).toBe("float32");
    expect(distribution.sample([2], { key: key(0), dtype: "float64" }).dtype).toBe("float64");
  });
});
