import {
  compile,
  evaluate,
  grad,
  key,
  referenceBackend,
  sum,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { diagonalNormal } from "./diagonal-normal.js";
import type { Distribution } from "./distribution.js";
import { gaussianMixture, multivariateNormal } from "./gaussian-mixture.js";
import { standardNormal } from "./standard-normal.js";

const backend = referenceBackend({ dtype: "float64" });
const values = async (x: Tensor): Promise<number[]> => [...(await (await evaluate(x, { backend })).data())];
const logTau = Math.log(2 * Math.PI);

/** ln of a normal density in two dimensions, with the inverse written out. */
function logNormal(
  x: readonly number[],
  mean: readonly number[],
  covariance: readonly (readonly number[])[],
): number {
  const [a, b, , c] = covariance.flat();
  const [u, v] = [x[0]! - mean[0]!, x[1]! - mean[1]!];
  const determinant = a! * c! - b! * b!;
  return (
    -0.5 * ((c! * u * u - 2 * b! * u * v + a! * v * v) / determinant) - 0.5 * Math.log(determinant) - logTau
  );
}

const tilted = [
  [1, 0.6],
  [0.6, 0.5],
];
const all: Readonly<Record<string, { distribution: Distribution; logProb: (x: readonly number[]) => number }>> = {
  standardNormal: { distribution: standardNormal([2]), logProb: (x) => -0.5 * (x[0]! ** 2 + x[1]! ** 2) - logTau },
  diagonalNormal: {
    distribution: diagonalNormal({ mean: [1, -0.5], std: [0.5, 1.5] }),
    logProb: (x) => logNormal(x, [1, -0.5], [[0.25, 0], [0, 2.25]]),
  },
  "one scale for all": {
    distribution: diagonalNormal({ mean: [0, 1], std: 0.5 }),
    logProb: (x) => logNormal(x, [0, 1], [[0.25, 0], [0, 0.25]]),
  },
  "an isotropic mixture": {
    distribution: gaussianMixture({ weights: [1, 3], means: [[0, 0], [2, 1]], variances: [0.25, 1] }),
    logProb: (x) =>
      Math.log(0.25 * Math.exp(logNormal(x, [0, 0], [[0.25, 0], [0, 0.25]])) + 0.75 * Math.exp(logNormal(x, [2, 1], [[1, 0], [0, 1]]))),
  },
  "a mixture with variances by axis": {
    distribution: gaussianMixture({ weights: [2, 2], means: [[0, 0], [2, 1]], variances: [[0.25, 1], 0.5] }),
    logProb: (x) =>
      Math.log(0.5 * Math.exp(logNormal(x, [0, 0], [[0.25, 0], [0, 1]])) + 0.5 * Math.exp(logNormal(x, [2, 1], [[0.5, 0], [0, 0.5]]))),
  },
  multivariateNormal: {
    distribution: multivariateNormal({ mean: [1, -0.5], covariance: tilted }),
    logProb: (x) => logNormal(x, [1, -0.5], tilted),
  },
  "a mixture with full and round covariances": {
    distribution: gaussianMixture({ weights: [1, 1], means: [[0, 0], [2, 1]], variances: [tilted, 0.5] }),
    logProb: (x) =>
      Math.log(0.5 * Math.exp(logNormal(x, [0, 0], tilted)) + 0.5 * Math.exp(logNormal(x, [2, 1], [[0.5, 0], [0, 0.5]]))),
  },
  "a mixture with full covariances": {
    distribution: gaussianMixture({ weights: [0.4, 0.6], means: [[0, 0], [-2, 1]], variances: [tilted, [[0.5, 0], [0, 2]]] }),
    logProb: (x) =>
      Math.log(0.4 * Math.exp(logNormal(x, [0, 0], tilted)) + 0.6 * Math.exp(logNormal(x, [-2, 1], [[0.5, 0], [0, 2]]))),
  },
}; // biome-ignore format: tables

const points = [
  [0.3, -0.4],
  [1, 2],
  [-1.5, 0.2],
  [0, 0],
];

describe.each(Object.entries(all))("%s", (_, { distribution, logProb }) => {
  test("logProb is the formula, summed over the event", async () => {
    const found = await values(distribution.logProb(tensor(points, [2, 2, 2], "float64")));
    expect(distribution.logProb(tensor(points, [2, 2, 2], "float64")).shape).toEqual([2, 2]);
    for (const [i, x] of points.entries()) expect(found[i]).toBeCloseTo(logProb(x), 13);
  });

  test("the density integrates to 1", async () => {
    // The trapezoid rule on smooth functions that vanish at the border converges faster than any power of the step.
    const axis = Array.from({ length: 161 }, (_, i) => -12 + 0.15 * i);
    const grid = axis.flatMap((x) => axis.map((y) => [x, y]));
    const log = await values(distribution.logProb(tensor(grid, undefined, "float64")));
    const total = log.reduce((sum, value) => sum + Math.exp(value) * 0.15 ** 2, 0);
    expect(Math.abs(total - 1)).toBeLessThan(1e-9);
  });

  test("the score is the gradient of logProb", async () => {
    const x = tensor(points, undefined, "float64");
    const gradient = await values(grad((y: Tensor) => sum(distribution.logProb(y)))(x));
    const score = await values(distribution.score(x));
    for (const [i, value] of score.entries()) expect(value).toBeCloseTo(gradient[i]!, 12);
  });

  test("takes float32 in compiled functions, with the dtype of x", async () => {
    const both = compile((x: Tensor) => [distribution.logProb(x), distribution.score(x)], {
      backend: referenceBackend(),
    });
    const [log, score] = await both(tensor(points));
    expect([log!.dtype, score!.dtype, score!.shape]).toEqual(["float32", "float32", [4, 2]]);
    for (const [i, value] of (await log!.data()).entries()) expect(value).toBeCloseTo(logProb(points[i]!), 4);
  });

  test("another event shape is an error that says which", () => {
    expect(() => distribution.logProb(tensor([1, 2, 3]))).toThrow(
      "logProb: the last axes must be the event [2], got [3]. Reshape x to [..., 2].",
    );
    expect(() => distribution.score(tensor(1))).toThrow(
      "score: the last axes must be the event [2], got [].",
    );
  });
});

test("far from every mode a mixture keeps its digits", async () => {
  const mixture = gaussianMixture({ weights: [1, 1], means: [[-1], [1]], variances: [1e-4, 1e-4] });
  const x = tensor([[50]], undefined, "float64");
  expect(await values(mixture.score(x))).toEqual([expect.closeTo(-49 / 1e-4, 6)]);
  expect((await values(mixture.logProb(x)))[0]).toBeCloseTo(
    -0.5 * 49 ** 2 * 1e4 - 0.5 * Math.log(2 * Math.PI * 1e-4) - Math.LN2,
    5,
  );
});

test("a scalar event, an empty event axis and events of two axes work", async () => {
  expect(await values(standardNormal([]).logProb(tensor([0, 1], [2], "float64")))).toEqual([
    expect.closeTo(-0.5 * logTau, 14),
    expect.closeTo(-0.5 - 0.5 * logTau, 14),
  ]);
  expect(
    await values(standardNormal([2, 3]).logProb(tensor(new Float64Array(12), [2, 2, 3], "float64"))),
  ).toEqual([expect.closeTo(-3 * logTau, 14), expect.closeTo(-3 * logTau, 14)]);
  expect(standardNormal([2, 3]).sample([5], { key: key(0) }).shape).toEqual([5, 2, 3]);
  expect(diagonalNormal({ mean: [[0, 1]], std: [[1], [2]] }).eventShape).toEqual([2, 2]);
});

test("derivatives flow to a mean and a std that are tensors", async () => {
  const x = tensor([[0.5, 2]], undefined, "float64");
  const slopes = grad((p: { mean: Tensor; std: Tensor }) => sum(diagonalNormal(p).logProb(x)))({
    mean: tensor([0, 1], undefined, "float64"),
    std: tensor([2, 0.5], undefined, "float64"),
  });
  expect(await values(slopes.mean)).toEqual([expect.closeTo(0.125, 14), expect.closeTo(4, 14)]);
  // (z² − 1)/σ with z = 0.25 and 2.
  expect(await values(slopes.std)).toEqual([expect.closeTo((0.0625 - 1) / 2, 14), expect.closeTo(6, 14)]);
});

test("parameters that make no distribution are errors", () => {
  const means = [[0, 0], [1, 1]];
  expect(() => diagonalNormal({ mean: 0, std: [1, 0] })).toThrow(
    "diagonalNormal: std must be positive and finite, got 0. Check the parameter.",
  );
  expect(() => diagonalNormal({ mean: [0, Number.NaN], std: 1 })).toThrow("mean must be finite, got NaN");
  expect(() => gaussianMixture({ weights: [1], means, variances: [1, 1] })).toThrow(
    "gaussianMixture: weights, means and variances must have one entry a component, got 1, 2 and 2. Pass lists of one length.",
  );
  expect(() => gaussianMixture({ weights: [1, 0], means, variances: [1, 1] })).toThrow(
    "gaussianMixture: weights must be positive and finite, got 0. Leave out components without weight.",
  );
  expect(() => gaussianMixture({ weights: [1, 1], means: [[0, 0], [1]], variances: [1, 1] })).toThrow("points of one dimension");
  expect(() => gaussianMixture({ weights: [1, 1], means, variances: [1, -1] })).toThrow("positive definite), got -1");
  const covariance = (rows: number[][]): (() => unknown) => () => gaussianMixture({ weights: [1], means: [[0, 0]], variances: [rows] });
  expect(() => multivariateNormal({ mean: [0, 0], covariance: [[1, 2], [2, 1]] })).toThrow("multivariateNormal: variances must be positive");
  expect(() => multivariateNormal({ mean: [0, 0], covariance: [1, 0] })).toThrow("positive definite), got 0");
  expect(covariance([[1, 2], [2, 1]])).toThrow(/\(covariances positive definite\), got -(1|0\.99)/);
  expect(covariance([[1, 1], [1, 1]])).toThrow("covariances positive definite");
  expect(covariance([[1, 0.5], [0.4, 1]])).toThrow("a covariance must be symmetric and finite, got 0.5 and 0.4 mirrored");
  expect(covariance([[Number.NaN, 0], [0, 1]])).toThrow("symmetric and finite");
  expect(covariance([[1]])).toThrow("a variance must be a number, 2 numbers or a 2 × 2 matrix, got [[1]].");
}); // biome-ignore format: tables
