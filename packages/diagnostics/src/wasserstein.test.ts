import {
  add,
  cast,
  concat,
  cos,
  evaluate,
  expandDims,
  type Key,
  key,
  mul,
  normal,
  randint,
  referenceBackend,
  sin,
  split,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { samplingFloor, wasserstein2 } from "./index.js";

const backend = referenceBackend({ dtype: "float64" });

async function numbers(x: Tensor): Promise<Float64Array> {
  return Float64Array.from(await (await evaluate(x, { backend })).data());
}

const gaussian = (shape: readonly number[], { key: k }: { readonly key: Key }): Tensor =>
  normal(k, [...shape, 2], { dtype: "float64" });

describe("wasserstein2", () => {
  test("is 0 between a set and the same set in another order", async () => {
    const a = await numbers(normal(key(0), [40, 3]));
    const reversed = Float64Array.from({ length: 120 }, (_, i) => a[117 - 3 * Math.floor(i / 3) + (i % 3)]!);
    expect(await wasserstein2(a, reversed, { dimension: 3 })).toEqual({ distance: 0, squared: 0 });
  });

  test("is the length of a translation, however large", async () => {
    const a = await numbers(normal(key(1), [60, 2]));
    for (const length of [0.01, 1, 100]) {
      const b = a.map((value, i) => value + length * (i % 2 ? 0.8 : 0.6));
      const { distance, squared } = await wasserstein2(a, b, { dimension: 2 });
      expect(distance).toBeCloseTo(length, 8);
      expect(Math.sqrt(squared)).toBe(distance);
      expect(squared).toBeCloseTo(length ** 2, 6);
    }
  });

  test("in one dimension is the distance of the sorted numbers", async () => {
    const a = await numbers(normal(key(2), [200]));
    const b = (await numbers(normal(key(3), [200]))).map((value) => 2 * value + 1);
    const [p, q] = [a.slice().sort(), b.slice().sort()];
    const truth = p.reduce((sum, value, i) => sum + (value - q[i]!) ** 2, 0) / 200;
    expect((await wasserstein2(a, b, { dimension: 1 })).squared).toBeCloseTo(truth, 12);
    const unsorted = a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / 200;
    expect(unsorted).toBeGreaterThan(1.1 * truth);
  });

  test("between samples of two Gaussians is the closed form, up to the sampling floor", async () => {
    // W₂² = ‖m‖² + 2 (s − 1)² for N(0, I) and N(m, s² I) in the plane.
    const n = 300;
    const a = await numbers(gaussian([n], { key: key(4) }));
    const b = (await numbers(gaussian([n], { key: key(5) }))).map((value, i) => 2 * value + (i % 2 ? 4 : 3));
    const { distance } = await wasserstein2(a, b, { dimension: 2 });
    const floor = await samplingFloor({ sample: gaussian, n, key: key(6), repeats: 4, backend });
    // By the triangle inequality each sample adds at most its distance to its law: one floor, and one twice as wide.
    const slack = 3 * (floor.distance + 4 * floor.std);
    expect(Math.abs(distance - Math.sqrt(27))).toBeLessThan(slack);
    expect(slack).toBeLessThan(Math.sqrt(27) / 2);
  });

  test("takes tensors with values, of any event", async () => {
    const a = tensor([
      [
        [0, 0],
        [0, 0],
      ],
      [
        [1, 1],
        [1, 1],
      ],
    ]);
    const b = tensor([
      [
        [1, 1],
        [1, 1],
      ],
      [
        [0, 0],
        [0, 2],
      ],
    ]);
    expect(await wasserstein2(a, b)).toEqual({ distance: Math.SQRT2, squared: 2 });
    await expect(wasserstein2(add(a, 1), b)).rejects.toThrow("evaluate(a, { backend })");
  });

  test("adds the floor on request, at its own number of points", async () => {
    const a = await evaluate(gaussian([50], { key: key(7) }), { backend });
    const b = await evaluate(gaussian([50], { key: key(8) }), { backend });
    const options = { sample: gaussian, key: key(9), repeats: 5, backend };
    const { distance, samplingFloor: floor } = await wasserstein2(a, b, { floor: options });
    expect(floor).toEqual(await samplingFloor({ ...options, n: 50 }));
    expect(Math.abs(distance - floor!.distance)).toBeLessThan(4 * floor!.std);
  });

  test("refuses sets that cannot be compared", async () => {
    const two = Float64Array.of(0, 0, 1, 1);
    await expect(wasserstein2(two, Float64Array.of(0, 0), { dimension: 2 })).rejects.toThrow(
      "wasserstein2: both sets must have as many points of one dimension, got 2 of dimension 2 and 1 of dimension 2. Take as many rows of the larger set as the smaller one has.",
    );
    await expect(wasserstein2(two, two)).rejects.toThrow(
      "wasserstein2: dimension must be a positive integer that divides the 4 numbers of a, got undefined.",
    );
    await expect(wasserstein2(two, two, { dimension: 3 })).rejects.toThrow(
      "that divides the 4 numbers of a, got 3",
    );
    await expect(wasserstein2(tensor([[1, 2]]), tensor([[1, 2]]), { dimension: 1 })).rejects.toThrow(
      "dimension must be that of the points of a (2), got 1",
    );
    await expect(wasserstein2(new Float64Array(0), new Float64Array(0), { dimension: 2 })).rejects.toThrow(
      "a must have at least one point",
    );
    await expect(wasserstein2(two, Float64Array.of(0, 0, Number.NaN, 0), { dimension: 2 })).rejects.toThrow(
      "coordinates must be finite, got NaN at point 1 of b",
    );
    await expect(wasserstein2(tensor(3), tensor(3))).rejects.toThrow("a must be floats of shape [n, event…]");
    await expect(wasserstein2(tensor([[1, 2]]), add(tensor([[1, 2]]), 1))).rejects.toThrow(
      "wasserstein2: b must have values, got Tensor(float32[1, 2]) that is unevaluated or disposed. Pass await evaluate(b, { backend }).",
    );
    await expect(wasserstein2([1] as never, two)).rejects.toThrow(
      "a must be a Tensor, Float32Array or Float64Array, got object",
    );
    const many = new Float64Array(10_001);
    await expect(wasserstein2(many, many, { dimension: 1 })).rejects.toThrow(
      "a set must have at most 10000 points, got 10001 in a",
    );
  });
});

describe("samplingFloor", () => {
  test("of eight Gaussians (radius 5, σ 1) at 1000 points is W₂ 0.51 and W₂² 0.262", async () => {
    const ring = (shape: readonly number[], { key: k }: { readonly key: Key }): Tensor => {
      const [modeKey, errorKey] = split(k);
      const angle = expandDims(mul(cast(randint(modeKey, shape, { high: 8 }), "float64"), Math.PI / 4), -1);
      return add(
        mul(concat([cos(angle), sin(angle)], -1), 5),
        normal(errorKey, [...shape, 2], { dtype: "float64" }),
      );
    };
    const floor = await samplingFloor({ sample: ring, n: 1000, key: key(0), repeats: 4, backend });
    // Published as 0.51, and 0.262 ± 0.05 from pair to pair: 4.5 standard errors of a mean of 4.
    expect(Math.abs(floor.distance - 0.51)).toBeLessThan((4.5 * 0.05) / (2 * 0.51) / 2);
    expect(Math.abs(floor.squared - 0.262)).toBeLessThan((4.5 * 0.05) / 2);
    expect(floor.repeats).toBe(4);
    expect(floor.standardError).toBeCloseTo(floor.std / 2, 12);
  });

  test("falls with the number of points, and is not 0", async () => {
    const at = async (n: number): Promise<number> =>
      (await samplingFloor({ sample: gaussian, n, key: key(1), repeats: 6, backend })).distance;
    const [few, many] = [await at(20), await at(320)];
    expect(many).toBeGreaterThan(0.05);
    expect(few / many).toBeGreaterThan(2);
  });

  test("refuses fewer than two repeats, and no points", async () => {
    const options = { sample: gaussian, n: 5, key: key(0), backend };
    await expect(samplingFloor({ ...options, repeats: 1 })).rejects.toThrow(
      "samplingFloor: repeats must be an integer of 2 or more, got 1. Pass for example 10.",
    );
    await expect(samplingFloor({ ...options, n: 0 })).rejects.toThrow(
      "samplingFloor: n must be a positive integer, got 0.",
    );
  });
});
