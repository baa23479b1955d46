import { standardNormal } from "@nami/distributions";
import { cosinePath, linearPath } from "@nami/paths";
import { key, mean, normal, reshape, square, sub, sum, type Tensor, zeros } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { defineField, fmLoss, type Model } from "./index.js";
import { distance, valuesOf, wide } from "./testing/reference.js";
import { source, still, target } from "./testing/two-pairs.js";

describe("fmLoss with times and sources given", () => {
  test("is the mean square of v − (source − target) on the linear path", async () => {
    // u = [[−1, −1], [−4, −4]]: means over a point 1 and 16.
    expect(await valuesOf(fmLoss(still, target, source, { t: 0.25, reduction: "none" }))).toEqual([1, 16]);
    expect(await valuesOf(fmLoss(still, target, source, { t: 0.25 }))).toEqual([8.5]);
    expect(await valuesOf(fmLoss(still, target, source, { t: 0.25, reduction: "sum" }))).toEqual([17]);
  });

  test("asks the model at x_t = (1 − t) target + t source, with one time a row", async () => {
    const asked: Tensor[] = [];
    const model: Model = (x, t) => {
      asked.push(x, t);
      return still(x, t);
    };
    fmLoss(model, target, source, { t: wide([0.25, 0.5]) });
    expect(await valuesOf(asked[0]!)).toEqual([0.75, 1.75, 1, 3]);
    expect([asked[1]!.shape, await valuesOf(asked[1]!)]).toEqual([[2], [0.25, 0.5]]);
    fmLoss(model, target, source, { t: 0.5 });
    expect([asked[3]!.shape, await valuesOf(asked[3]!)]).toEqual([[2], [0.5, 0.5]]);
    fmLoss(model, target, source, { t: wide(1) });
    expect(await valuesOf(asked[4]!)).toEqual(await valuesOf(source));
  });

  test("is 0 for the velocity of the path", async () => {
    const velocity: Model = (x) => reshape(sub(source, target), x.shape);
    expect(await valuesOf(fmLoss(velocity, target, source, { t: 0.3 }))).toEqual([0]);
  });

  test("follows another path: on the cosine path u = (π/2)(cos source − sin target)", async () => {
    const t = 1 / 3;
    const [c, s] = [Math.cos((Math.PI / 2) * t), Math.sin((Math.PI / 2) * t)];
    const u = [
      [1, 2],
      [3, 5],
    ].map((row, i) =>
      row.map(
        (x, j) =>
          (Math.PI / 2) *
          (c *
            [
              [0, 1],
              [-1, 1],
            ][i]![j]! -
            s * x),
      ),
    );
    const want = u.map(([a, b]) => (a! ** 2 + b! ** 2) / 2);
    const got = await valuesOf(fmLoss(still, target, source, { t, path: cosinePath(), reduction: "none" }));
    expect(distance(got, want)).toBeLessThan(1e-14);
    const straight = await valuesOf(
      fmLoss(still, target, source, { t, path: linearPath(), reduction: "none" }),
    );
    expect(distance(straight, want)).toBeGreaterThan(0.1);
  });

  test("hands the condition to the model, repeated over the batch axes that it lacks", async () => {
    const seen: (readonly number[] | undefined)[] = [];
    const model: Model = (x, t, condition) => {
      seen.push(condition?.shape);
      return still(x, t);
    };
    fmLoss(model, target, source, { t: 0, condition: zeros([2, 3]) });
    fmLoss(model, target, source, { t: 0, condition: zeros([3]) });
    fmLoss(model, target, source, { t: 0 });
    expect(seen).toEqual([[2, 3], [2, 3], undefined]);
    expect(() => fmLoss(model, target, source, { t: 0, condition: zeros([5, 3]) })).toThrow(
      /^fmLoss: the batch axes of the condition must broadcast/,
    );
  });
});

describe("fmLoss and shapes", () => {
  test.each([[[]], [[2]], [[2, 2]], [[1, 2, 2]]])(
    "takes points of shape [%s], each a mean over its own axes",
    async (event) => {
      const size = event.reduce((a, b) => a * b, 1);
      const field = defineField({
        eventShape: event,
        init: () => ({}),
        apply: (_, x) => zeros(x.shape, x.dtype),
      });
      const numbers = normal(key(1), [3, size], { dtype: "float64" });
      const losses = fmLoss(
        field.with({}),
        reshape(numbers, [3, ...event]),
        zeros([3, ...event], "float64"),
        { t: 0.5, reduction: "none" },
      );
      expect(losses.shape).toEqual([3]);
      const rows = await valuesOf(mean(square(numbers), { axis: 1 }));
      expect(distance(await valuesOf(losses), rows)).toBeLessThan(1e-15);
    },
  );

  test("takes the event from the distribution where the model states none, else the last axis", () => {
    const images = zeros([3, 2, 2], "float64");
    expect(fmLoss(still, images, standardNormal([2, 2]), { key: key(0), reduction: "none" }).shape).toEqual([
      3,
    ]);
    expect(fmLoss(still, images, images, { t: 0.5, reduction: "none" }).shape).toEqual([3, 2]);
  });

  test.each([[[]], [[4]], [[4, 3]]])("keeps the batch axes [%s]", (batch) => {
    const losses = fmLoss(still, zeros([...batch, 2]), standardNormal([2]), {
      key: key(0),
      reduction: "none",
    });
    expect(losses.shape).toEqual(batch);
  });

  test("refuses what does not fit together", () => {
    expect(() => fmLoss((x) => sum(x, { axis: -1, keepDims: true }), target, source, { t: 0 })).toThrow(
      "fmLoss: the model must return the shape of its points [2, 2], got [2, 1]. Return one velocity for each coordinate.",
    );
    expect(() => fmLoss(still, target, zeros([3, 2]), { t: 0 })).toThrow(
      /source and target must have one shape/,
    );
    expect(() => fmLoss(still, target, source, { t: zeros([2, 2]) })).toThrow(
      "fmLoss: t must be a number or have the batch shape [2], got [2, 2]. Drop the event axes.",
    );
    expect(() => fmLoss(still, target, source, { t: zeros([3]) })).toThrow(/broadcastTo/);
    expect(() => fmLoss(still, zeros([4, 3]), standardNormal([2]), { key: key(0) })).toThrow(
      "fmLoss: points must end in the event shape [2], got [4, 3]. Put the batch axes first.",
    );
  });
});
