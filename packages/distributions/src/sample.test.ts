import { compile, evaluate, type Key, key, referenceBackend, type Tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { diagonalNormal } from "./diagonal-normal.js";
import type { Distribution } from "./distribution.js";
import { gaussianMixture, multivariateNormal } from "./gaussian-mixture.js";
import { standardNormal } from "./standard-normal.js";

const backend = referenceBackend();
const wide = referenceBackend({ dtype: "float64" });
const values = async (x: Tensor): Promise<number[]> => [...(await (await evaluate(x, { backend })).data())];

const tilted = [
  [1, 0.6],
  [0.6, 0.5],
];
const all: Readonly<Record<string, { distribution: Distribution; mean: number[]; covariance: number[][] }>> = {
  standardNormal: { distribution: standardNormal([2]), mean: [0, 0], covariance: [[1, 0], [0, 1]] },
  diagonalNormal: {
    distribution: diagonalNormal({ mean: [1, -2], std: [0.5, 3] }),
    mean: [1, -2],
    covariance: [[0.25, 0], [0, 9]],
  },
  isotropicMixture: {
    distribution: gaussianMixture({ weights: [1, 3], means: [[0, 0], [4, 0]], variances: [0.25, 1] }),
    mean: [3, 0],
    // Within: 0.25·¼ + 1·¾; between, along x: ¼·¾·16.
    covariance: [[0.8125 + 3, 0], [0, 0.8125]],
  },
  axesMixture: {
    distribution: gaussianMixture({ weights: [2], means: [[1, 1]], variances: [[0.3, 4]] }),
    mean: [1, 1],
    covariance: [[0.3, 0], [0, 4]],
  },
  multivariateNormal: {
    distribution: multivariateNormal({ mean: [1, 1], covariance: tilted }),
    mean: [1, 1],
    covariance: tilted,
  },
  tiltedMixture: {
    distribution: gaussianMixture({ weights: [2], means: [[1, 1]], variances: [tilted] }),
    mean: [1, 1],
    covariance: tilted,
  },
}; // biome-ignore format: tables

/** The largest distance of sample moments from the given ones, in standard errors. */
function deviation(
  x: readonly number[],
  mean: readonly number[],
  covariance: readonly (readonly number[])[],
): number {
  const n = x.length / 2;
  const score = (entry: (a: number, b: number) => number, expected: number): number => {
    const each = Array.from({ length: n }, (_, i) => entry(x[2 * i]!, x[2 * i + 1]!));
    const average = each.reduce((a, b) => a + b, 0) / n;
    const variance = each.reduce((a, b) => a + (b - average) ** 2, 0) / (n - 1);
    return Math.abs(average - expected) / Math.sqrt(variance / n);
  };
  const [u, v] = mean as [number, number];
  return Math.max(
    score((a) => a, u),
    score((_, b) => b, v),
    score((a) => (a - u) ** 2, covariance[0]![0]!),
    score((a, b) => (a - u) * (b - v), covariance[0]![1]!),
    score((_, b) => (b - v) ** 2, covariance[1]![1]!),
  );
}

describe.each(Object.entries(all))("sampling from %s", (_, { distribution, mean, covariance }) => {
  test("gives shapes of sample + event", () => {
    const { key: k } = { key: key(0) };
    for (const shape of [[], [0], [3], [2, 3]])
      expect(distribution.sample(shape, { key: k }).shape).toEqual([...shape, 2]);
    expect(distribution.sample([3], { key: k }).dtype).toBe("float32");
    expect(distribution.sample([3], { key: k, dtype: "float64" }).dtype).toBe("float64");
  });

  test("has the mean and the covariance of the distribution, within 4.5 standard errors", async () => {
    // Five moments at 4.5 standard errors: a right sampler fails one key in 30,000. The key is fixed.
    const x = await values(distribution.sample([20_000], { key: key(7) }));
    expect(deviation(x, mean, covariance)).toBeLessThan(4.5);
  });

  test("a mean or a spread that is off by 5 % is caught", async () => {
    const x = await values(distribution.sample([20_000], { key: key(7) }));
    const wider = x.map((value, i) => mean[i % 2]! + 1.05 * (value - mean[i % 2]!));
    expect(deviation(wider, mean, covariance)).toBeGreaterThan(4.5);
    const moved = x.map((value, i) => value + 0.05 * Math.sqrt(covariance[i % 2]![i % 2]!));
    expect(deviation(moved, mean, covariance)).toBeGreaterThan(4.5);
  });

  test("row i depends on the key and i only", async () => {
    const whole = await values(distribution.sample([10], { key: key(3) }));
    expect(await values(distribution.sample([4], { key: key(3), firstRow: 5 }))).toEqual(whole.slice(10, 18));
    expect(await values(distribution.sample([], { key: key(3), firstRow: 6 }))).toEqual(whole.slice(12, 14));
    expect(await values(distribution.sample([], { key: key(3) }))).toEqual(whole.slice(0, 2));
    expect(await values(distribution.sample([10], { key: key(4) }))).not.toEqual(whole);
  });

  test("inside a compiled function, with traced key and first row, gives the same numbers", async () => {
    const draw = compile((k: Key, firstRow: Tensor) => distribution.sample([4], { key: k, firstRow }), {
      backend,
    });
    const whole = await values(distribution.sample([10], { key: key(3) }));
    expect([...(await (await draw(key(3), 0)).data())]).toEqual(whole.slice(0, 8));
    expect([...(await (await draw(key(3), 5)).data())]).toEqual(whole.slice(10, 18));
  });

  test("float64 samples are the float32 ones with more digits", async () => {
    const narrow = await values(distribution.sample([50], { key: key(1) }));
    const more = await evaluate(distribution.sample([50], { key: key(1), dtype: "float64" }), {
      backend: wide,
    });
    for (const [i, value] of (await more.data()).entries())
      expect(Math.abs(value - narrow[i]!)).toBeLessThan(1e-5);
  });
});

test("samples of the standard normal have host values at once", async () => {
  expect(
    await standardNormal([2])
      .sample([3], { key: key(0) })
      .data(),
  ).toHaveLength(6);
});

test("components are chosen by their weights", async () => {
  const mixture = gaussianMixture({ weights: [1, 2, 5], means: [[0], [100], [200]], variances: [1, 1, 1] });
  const x = await values(mixture.sample([8000], { key: key(11) }));
  const share = (low: number): number => x.filter((value) => Math.abs(value - low) < 50).length / x.length;
  for (const [mean, weight] of [
    [0, 0.125],
    [100, 0.25],
    [200, 0.625],
  ] as const)
    expect(Math.abs(share(mean) - weight)).toBeLessThan(4.5 * Math.sqrt((weight * (1 - weight)) / 8000));
});
