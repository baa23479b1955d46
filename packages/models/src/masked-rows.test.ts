import { standardNormal } from "@nami/distributions";
import { ShapeError } from "@nami/errors";
import { rk4 } from "@nami/solvers";
import {
  add, concat, div, expandDims, grad, greater, key, maximum, mul, neg, reshape, slice, sub, sum, type Tensor, where, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { afterEach, describe, expect, test } from "vitest";
import { defineField, flowMatching, fmLoss, guide, maskedModel, maskedSample } from "./index.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

const [length, dim] = [3, 2];
/** Points of a row are drawn to their common mean, and to the features: what counts must not depend on padding. */
const field = defineField<{ rate: Tensor }>({
  eventShape: [length, dim],
  init: () => ({ rate: wide(0.7) }),
  apply: ({ rate }, x, _, condition) => {
    const mask = slice(condition!, [0, condition!.shape[1]! - length], [-1, length]);
    const count = reshape(maximum(sum(mask, { axis: 1 }), 1), [-1, 1, 1]);
    const center = div(sum(x, { axis: 1, keepDims: true }), count);
    const pull = condition!.shape[1] === length ? 0 : reshape(slice(condition!, [0, 0], [-1, 1]), [-1, 1, 1]);
    return add(mul(rate, sub(x, center)), pull);
  },
});
const model = maskedModel(field.with(field.init(key(0))));
const base = standardNormal([length, dim]);
const flow = flowMatching({ field: model, base, solver: rk4({ steps: 4 }), backend });
const mask = wide([
  [1, 1, 0],
  [1, 1, 1],
]);
const noise = base.sample([2], { key: key(1), dtype: "float64" });
const junk = where(greater(expandDims(mask, -1), 0), noise, 1e3);
const counted = (values: readonly number[]): number[] => values.filter((_, i) => i < 4 || i >= 6);

describe("rows of variable length", () => {
  test("are sampled with their mask, and padding is 0", async () => {
    const { x, mask: kept } = await maskedSample(flow, mask, { key: key(1) });
    expect([x.shape, kept.shape]).toEqual([
      [2, 3, 2],
      [2, 3],
    ]);
    const values = await valuesOf(x);
    expect(values.slice(4, 6)).toEqual([0, 0]);
    // dx/dt = 0.7 (x − mean) from t = 1 to 0: distances to the mean shrink by e^−0.7.
    const start = await valuesOf(noise);
    for (const i of [0, 1]) {
      const gap = (of: readonly number[]): number => of[i]! - of[2 + i]!;
      expect(gap(values)).toBeCloseTo(gap(start) * Math.exp(-0.7), 4);
    }
  });

  test("do not depend on what is in their padding, by any method", async () => {
    const process = flow.bind(mask);
    for (const move of [process.encode, process.decode]) {
      const [clean, dirty] = [await valuesOf(await move(noise)), await valuesOf(await move(junk))];
      expect(distance(counted(dirty), counted(clean))).toBeLessThan(1e-12);
    }
    // Padding at 0 has the density of the base there, and moves nothing else.
    const at = where(greater(expandDims(mask, -1), 0), noise, zeros([], "float64"));
    const [first] = await valuesOf(await process.logProb(at));
    const slopes = await valuesOf(grad((x: Tensor) => sum(process.traced.logProb(x)))(at));
    expect(Number.isFinite(first)).toBe(true);
    expect(distance(slopes.slice(4, 6), [0, 0])).toBe(0);
  });

  test("take sample axes and features before the mask", async () => {
    const { x } = await maskedSample(flow, mask, { key: key(2), shape: [5], condition: wide([[2], [0]]) });
    expect(x.shape).toEqual([5, 2, 3, 2]);
    const moved = await valuesOf(x);
    const still = await valuesOf((await maskedSample(flow, mask, { key: key(2), shape: [5] })).x);
    // The pull of the first row carries it by −2, the mean of its points too.
    expect(moved[0]! - still[0]!).toBeCloseTo(-2, 10);
    expect(moved[6]! - still[6]!).toBeCloseTo(0, 10);
    expect(moved.slice(4, 6)).toEqual([0, 0]);
  });

  test("are trained with the same mask: neither loss nor gradient sees the padding", async () => {
    const loss = (target: Tensor): Tensor => fmLoss(model, target, noise, { t: 0.4, condition: mask, mask });
    const target = neg(noise);
    const dirty = neg(junk);
    expect(await valuesOf(loss(dirty))).toEqual(await valuesOf(loss(target)));
    expect(distance((await valuesOf(grad(loss)(dirty))).slice(4, 6), [0, 0])).toBe(0);
  });

  test("need a mask of their length", async () => {
    await expect(maskedSample(flow, wide([[1, 1]]), { key: key(0) })).rejects.toThrow(
      new ShapeError(
        "maskedModel: the condition must end in the mask, 3 numbers a row, got [1, 2]. Pass the mask to bind, or concat([condition, mask], -1).",
      ),
    );
    await expect(maskedSample(flow, wide(1), { key: key(0) })).rejects.toThrow(
      "maskedSample: the mask must be a Tensor [batch…, n], got []. Pass one number for each point of a row.",
    );
    const wider = concat([mask, mask], -1);
    await expect(maskedSample(flow, wider, { key: key(0) })).rejects.toThrow(
      "maskedSample: the mask must have a number for each point of a row, got [2, 6] for samples [2, 3, 2].",
    );
    expect(() => model(zeros([1, 3, 2]), 0.5)).toThrow(
      "the condition must end in the mask, 3 numbers a row, got none.",
    );
  });
});

test("guidance goes inside of a masked model, where the mask stays", () => {
  const masked = maskedModel(field.with(field.init(key(0))));
  expect(() => guide(masked, { scale: 2 })).toThrow("maskedModel(guide(model, { scale }))");
});
