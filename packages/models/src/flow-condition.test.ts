import { key, mul, neg, reshape, slice, zeros } from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import { fixed, flowOf, noiseOf } from "./testing/known-flow.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

describe("a flow with a condition", () => {
  // dx/dt = −c: data are noise + c.
  const context = reshape(wide(Array.from({ length: 500 }, (_, i) => i)), [500, 1]);
  const flow = flowOf((_x, _t, c) => neg(mul(c!, wide([1, 1]))), fixed);

  test("of 500 rows draws [1] sample each: [1, 500, 2]", async () => {
    const x = await flow.bind(context).sample([1], { key: key(7) });
    expect(x.shape).toEqual([1, 500, 2]);
    const noise = await valuesOf(noiseOf(500, key(7)));
    const want = noise.map((z, i) => z + Math.floor(i / 2));
    expect(distance(await valuesOf(x), want)).toBeLessThan(1e-11);
  });

  test("of 4 rows draws [3] samples each, sample axes first", async () => {
    const x = await flow.bind(slice(context, [0, 0], [4, 1])).sample([3], { key: key(8) });
    expect(x.shape).toEqual([3, 4, 2]);
    const noise = await valuesOf(noiseOf(12, key(8)));
    const want = noise.map((z, i) => z + (Math.floor(i / 2) % 4));
    expect(distance(await valuesOf(x), want)).toBeLessThan(1e-13);
  });

  test("without batch axes is the same for all", async () => {
    const x = await flow.bind(wide([10])).sample([3], { key: key(9) });
    expect(x.shape).toEqual([3, 2]);
    const noise = await valuesOf(noiseOf(3, key(9)));
    expect(
      distance(
        await valuesOf(x),
        noise.map((z) => z + 10),
      ),
    ).toBeLessThan(1e-13);
  });

  test("has log-densities at points with the condition's batch axes, or more before them", async () => {
    const bound = flow.bind(slice(context, [0, 0], [4, 1]));
    for (const shape of [[4], [3, 4]]) {
      const points = zeros([...shape, 2], "float64");
      const found = await bound.logProb(points);
      expect(found.shape).toEqual(shape);
      const want = Array.from({ length: found.size }, (_, i) => -((i % 4) ** 2) - Math.log(2 * Math.PI));
      expect(distance(await valuesOf(found), want)).toBeLessThan(1e-12);
    }
    await expect(bound.logProb(zeros([5, 2]))).rejects.toThrow(
      /^bind: the batch axes of the condition must broadcast/,
    );
  });

  test("binds lazily: one definition, many conditions", async () => {
    const at = async (c: number) => valuesOf(await flow.bind(wide([c])).encode(wide([1, 1])));
    expect(distance(await at(2), [-1, -1])).toBeLessThan(1e-14);
    expect(distance(await at(5), [-4, -4])).toBeLessThan(1e-14);
  });
});
