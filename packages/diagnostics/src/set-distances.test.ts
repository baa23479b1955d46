import { type Key, key, normal, referenceBackend, split, type Tensor, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { energyDistance, mmd, slicedWasserstein, wasserstein2 } from "./index.js";
import { statisticsOf } from "./statistics.js";

const backend = referenceBackend({ dtype: "float64" });

/** n points of N(mean, std² I). */
async function gaussian(
  k: Key,
  n: number,
  { mean, std = 1 }: { mean: readonly number[]; std?: number },
): Promise<Float64Array> {
  const drawn = await normal(k, [n, mean.length], { dtype: "float64" }).data();
  return Float64Array.from(drawn, (z, i) => mean[i % mean.length]! + std * z);
}

/** How many standard errors the mean of a measure over 40 pairs of sets lies above a value. */
async function errorsAbove(
  measure: (a: Float64Array, b: Float64Array) => Promise<{ squared: number }>,
  value: number,
  { second, n = 150 }: { second: { mean: readonly number[]; std?: number }; n?: number },
): Promise<number> {
  const squares: number[] = [];
  const origin = second.mean.map(() => 0);
  for (const pair of split(key(1), 40)) {
    const [one, two] = split(pair);
    const { squared } = await measure(
      await gaussian(one, n, { mean: origin }),
      await gaussian(two, n, second),
    );
    squares.push(squared);
  }
  const { mean, std } = statisticsOf(squares);
  return (mean - value) / (std / Math.sqrt(squares.length));
}

/** E|N(μ, s²)| */
const meanLength = (mu: number, s: number): number => {
  // By the trapezoidal rule on a smooth density, to rounding.
  let total = 0;
  for (let z = -12; z <= 12; z += 1e-3) total += Math.abs(mu + s * z) * Math.exp(-(z * z) / 2);
  return (total * 1e-3) / Math.sqrt(2 * Math.PI);
};

describe("energyDistance", () => {
  const second = { mean: [1], std: 2 };
  const truth = 2 * meanLength(1, Math.sqrt(5)) - meanLength(0, Math.SQRT2) - meanLength(0, Math.sqrt(8));
  const measure = (a: Float64Array, b: Float64Array) => energyDistance(a, b, { dimension: 1 });

  test("of Gaussians on the line is the closed form without bias, and a lost factor is caught", async () => {
    // E|N(0, s²)| = s √(2/π)
    expect(meanLength(0, 2)).toBeCloseTo(2 * Math.sqrt(2 / Math.PI), 6);
    expect(Math.abs(await errorsAbove(measure, truth, { second }))).toBeLessThan(4.5);
    const halved = async (a: Float64Array, b: Float64Array) => ({
      squared: (await measure(a, b)).squared / 2,
    });
    expect(await errorsAbove(halved, truth, { second })).toBeLessThan(-10);
  });

  test("is 0 on average for equal laws, where pairs of a point with itself would show", async () => {
    const same = { mean: [0, 0, 0] };
    const plain = (a: Float64Array, b: Float64Array) => energyDistance(a, b, { dimension: 3 });
    expect(Math.abs(await errorsAbove(plain, 0, { second: same }))).toBeLessThan(4.5);
    // Their bias is 2 E‖X − X′‖/n: 2 · 2.257/150.
    const bias = (2 * 2.257) / 150;
    const biased = async (a: Float64Array, b: Float64Array) => ({
      squared: (await plain(a, b)).squared + bias,
    });
    expect(await errorsAbove(biased, 0, { second: same })).toBeGreaterThan(10);
  });

  test("of a few points is its sum, for sets of two sizes", async () => {
    const [a, b] = [tensor([[0], [2]]), tensor([[3], [5], [9]])];
    // Means over pairs: 28/6 across, 2 and 4 within.
    expect((await energyDistance(a, b)).squared).toBeCloseTo((2 * 28) / 6 - 2 - 4, 14);
  });
});

describe("mmd", () => {
  const second = { mean: [1, -0.5], std: 1.5 };
  const width = 0.8;
  /** E k for a difference N(m, v I) in the plane: ℓ²/(ℓ² + v) exp(−½‖m‖²/(ℓ² + v)) */
  const meanKernel = (squared: number, v: number): number =>
    (width ** 2 / (width ** 2 + v)) * Math.exp((-0.5 * squared) / (width ** 2 + v));
  const truth = meanKernel(0, 2) + meanKernel(0, 4.5) - 2 * meanKernel(1.25, 3.25);
  const of = (bandwidths: readonly number[]) => (a: Float64Array, b: Float64Array) =>
    mmd(a, b, { dimension: 2, bandwidths });

  test("of Gaussians is the closed form without bias, and a width without its 2 is caught", async () => {
    expect(Math.abs(await errorsAbove(of([width]), truth, { second }))).toBeLessThan(4.5);
    expect(Math.abs(await errorsAbove(of([width / Math.SQRT2]), truth, { second }))).toBeGreaterThan(6);
    expect(Math.abs(await errorsAbove(of([width]), 0, { second: { mean: [0, 0] } }))).toBeLessThan(4.5);
  });

  test("averages its kernels, and refuses widths that are not positive", async () => {
    const [a, b] = [await gaussian(key(2), 30, { mean: [0, 0] }), await gaussian(key(3), 20, second)];
    const [one, two, both] = [await of([1])(a, b), await of([3])(a, b), await of([1, 3])(a, b)];
    expect(both.squared).toBeCloseTo((one.squared + two.squared) / 2, 14);
    await expect(mmd(a, b, { dimension: 2, bandwidths: [0] })).rejects.toThrow(
      "mmd: bandwidths must be positive and finite, got [0]. Pass for example [1].",
    );
  });
});

describe("slicedWasserstein", () => {
  test("on the line is the exact distance, in whatever direction", async () => {
    const [a, b] = [
      await gaussian(key(4), 80, { mean: [0] }),
      await gaussian(key(5), 80, { mean: [2], std: 3 }),
    ];
    const { squared } = await slicedWasserstein(a, b, { key: key(0), projections: 3, dimension: 1 });
    expect(squared).toBeCloseTo((await wasserstein2(a, b, { dimension: 1 })).squared, 10);
  });

  test("of a translation is ‖m‖²/d on average over the directions, and not ‖m‖²", async () => {
    const a = await gaussian(key(6), 40, { mean: [0, 0, 0] });
    const shift = [1, -2, 2];
    const b = a.map((value, i) => value + shift[i % 3]!);
    const projections = 4000;
    const { squared } = await slicedWasserstein(a, b, { key: key(1), projections, dimension: 3 });
    // (θ·m)² has mean 9/3 and variance 81 (1/5 − 1/9).
    const standardError = Math.sqrt((81 * (1 / 5 - 1 / 9)) / projections);
    expect(Math.abs(squared - 3) / standardError).toBeLessThan(4.5);
    expect(Math.abs(squared - 9) / standardError).toBeGreaterThan(50);
  });

  test("of N(0, I) and N(m, s² I) is ‖m‖²/d + (s − 1)² up to its sampling floor", async () => {
    const n = 4000;
    const [a, b] = [
      await gaussian(key(7), n, { mean: [0, 0] }),
      await gaussian(key(8), n, { mean: [1, 1], std: 2 }),
    ];
    const sample = (shape: readonly number[], { key: k }: { readonly key: Key }): Tensor =>
      normal(k, [...shape, 2], { dtype: "float64" });
    const floor = { sample, key: key(9), repeats: 4, backend };
    const found = await slicedWasserstein(a, b, { key: key(2), projections: 400, dimension: 2, floor });
    // By the triangle inequality one floor and one twice as wide; the directions add √(Var (θ·m)²/400) = 0.035 to the square.
    const slack = 3 * (found.samplingFloor!.distance + 4 * found.samplingFloor!.std) + (4.5 * 0.036) / 2;
    expect(Math.abs(found.distance - Math.SQRT2)).toBeLessThan(slack);
    expect(slack).toBeLessThan(0.4);
  });

  test("takes points of very many coordinates, and a floor of very many points", async () => {
    const many = 200_000;
    const images = [normal(key(1), [2, many]), normal(key(2), [2, many])] as const;
    const { squared } = await slicedWasserstein(...images, { key: key(0), projections: 1 });
    expect(squared).toBeGreaterThan(0);
    const sample = (shape: readonly number[], { key: k }: { readonly key: Key }) => normal(k, [...shape, 2]);
    const floor = { sample, key: key(3), repeats: 2, backend };
    const sets = [normal(key(1), [10_001, 2]), normal(key(2), [10_001, 2])] as const;
    const found = await slicedWasserstein(...sets, { key: key(0), projections: 1, floor });
    expect(found.samplingFloor?.distance).toBeLessThan(0.1);
  });

  test("repeats for a key, and refuses sets of two sizes and no directions", async () => {
    const [a, b] = [
      await gaussian(key(4), 10, { mean: [0, 0] }),
      await gaussian(key(5), 10, { mean: [0, 0] }),
    ];
    const at = async (k: Key) => (await slicedWasserstein(a, b, { key: k, dimension: 2 })).squared;
    expect(await at(key(1))).toBe(await at(key(1)));
    expect(await at(key(1))).not.toBe(await at(key(2)));
    await expect(slicedWasserstein(a, b.subarray(2), { key: key(0), dimension: 2 })).rejects.toThrow(
      "slicedWasserstein: both sets must have as many points of one dimension, got 10 of dimension 2 and 9 of dimension 2.",
    );
    await expect(slicedWasserstein(a, b, { key: key(0), dimension: 2, projections: 0 })).rejects.toThrow(
      "slicedWasserstein: projections must be a positive integer, got 0. Pass 100.",
    );
  });
});

test.each([
  ["wasserstein2", wasserstein2],
  ["energyDistance", energyDistance],
  ["mmd", mmd],
  ["slicedWasserstein", slicedWasserstein],
] as const)("the floor of %s is of points as the sets hold them", async (name, distance) => {
  const measure = distance as (a: Tensor, b: Tensor, options: object) => Promise<unknown>;
  const [a, b] = [normal(key(1), [10, 2]), normal(key(2), [10, 2])];
  const floorOf = (features: number, more: object = {}) => ({
    ...(name === "slicedWasserstein" && { key: key(0) }),
    floor: {
      sample: (shape: readonly number[], { key: k }: { readonly key: Key }) =>
        normal(k, [...shape, features]),
      key: key(3),
      repeats: 2,
      backend,
      ...more,
    },
  });
  await expect(measure(a, b, floorOf(2))).resolves.toHaveProperty("samplingFloor.repeats", 2);
  for (const features of [1, 3])
    await expect(measure(a, b, floorOf(features))).rejects.toThrow(
      `${name}: floor.sample must draw points of the sets' dimension (2), got ${features}. Pass sample of the target.`,
    );
  for (const more of [{ n: 5 }, { measure: () => 0 }])
    await expect(measure(a, b, floorOf(2, more))).rejects.toThrow(
      `${name}.floor: options must be among sample, key, repeats, backend, got ${Object.keys(more)[0]}.`,
    );
});

test("points so far apart that squares overflow are refused", async () => {
  const [a, b] = [Float64Array.of(1e200, 0), Float64Array.of(-1e200, 0)];
  for (const measure of [wasserstein2, energyDistance, mmd])
    await expect(measure(a, b, { dimension: 1 })).rejects.toThrow(
      /: coordinates must be at most 1e\+150 in size, got 1e\+200 at point 0 of a\. Scale the points\.$/,
    );
  const { distance } = await energyDistance(Float64Array.of(1e149, 0), Float64Array.of(-1e149, 0), {
    dimension: 1,
  });
  expect(Number.isFinite(distance)).toBe(true);
});

test("energy distance and MMD give their own floor, and refuse what cannot be compared", async () => {
  const sample = (shape: readonly number[], { key: k }: { readonly key: Key }): Tensor =>
    normal(k, [...shape, 2], { dtype: "float64" });
  const floor = { sample, key: key(3), repeats: 20, backend };
  const [a, b] = [await gaussian(key(4), 60, { mean: [0, 0] }), await gaussian(key(5), 60, { mean: [0, 0] })];
  for (const measure of [energyDistance, mmd]) {
    const { squared, samplingFloor } = await measure(a, b, { dimension: 2, floor });
    const { squaredStd } = samplingFloor!;
    // The floor of a square without bias is 0: 20 pairs have √20 less spread.
    expect(Math.abs(samplingFloor!.squared)).toBeLessThan((4.5 * squaredStd) / Math.sqrt(20));
    expect(Math.abs(squared)).toBeLessThan(5 * squaredStd);
    const far = a.map((value) => value + 1);
    expect((await measure(a, far, { dimension: 2 })).squared).toBeGreaterThan(10 * squaredStd);
    await expect(measure(tensor([[1, 2]]), tensor([[1, 2]]))).rejects.toThrow(
      /: each set must have two points at least, got 1\./,
    );
    await expect(measure(tensor([[1, 2], [1, 2]]), tensor([[1], [2]]))).rejects.toThrow(/: both sets must have points of one dimension/); // biome-ignore format: one line
  }
});
