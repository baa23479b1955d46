import { diagonalNormal, gaussianMixture, standardNormal } from "@nami/distributions";
import { cosinePath, linearPath, logitNormalTimes, path } from "@nami/paths";
import { schedule } from "@nami/schedules";
import {
  add,
  compile,
  div,
  expandDims,
  foldIn,
  grad,
  type Key,
  key,
  mean,
  normal,
  reshape,
  split,
  square,
  sub,
  sum,
  type Tensor,
  uniform,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { defineField, fmLoss, type LossReduction, type Model, velocityField } from "./index.js";
import { backend, differences, distance, statisticsOf, valuesOf, wide } from "./testing/reference.js";

const target = wide([
  [1, 2],
  [3, 5],
]);
const source = wide([
  [0, 1],
  [-1, 1],
]);
const still: Model = (x) => zeros(x.shape, x.dtype);

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

describe("fmLoss and keys", () => {
  const base = standardNormal([2]);

  test("draws times and sources from a key: the same for the same key, others for others", async () => {
    const at = async (k: Key) => valuesOf(fmLoss(still, target, base, { key: k, reduction: "none" }));
    expect(await at(key(1))).toEqual(await at(key(1)));
    expect(await at(key(1))).not.toEqual(await at(key(2)));
  });

  test("splits its key: times from the first half, sources from the second", async () => {
    const [times, sources] = split(key(3));
    const t = uniform(times, [2], { dtype: "float64" });
    const noise = base.sample([2], { key: sources, dtype: "float64" });
    const drawn = await valuesOf(fmLoss(still, target, base, { key: key(3), reduction: "none" }));
    expect(drawn).toEqual(await valuesOf(fmLoss(still, target, noise, { t, reduction: "none" })));
  });

  test("times and sources are drawn apart: given the one, the other stays", async () => {
    const asked: Tensor[] = [];
    const model: Model = (x, t) => {
      asked.push(x, t);
      return still(x, t);
    };
    fmLoss(model, target, base, { key: key(3) });
    const [times, sourceTimes] = [asked[1]!, await valuesOf(asked[1]!)];
    expect(sourceTimes.every((t) => t >= 0 && t < 1)).toBe(true);
    fmLoss(model, target, base, { key: key(3), t: times });
    expect(await valuesOf(asked[2]!)).toEqual(await valuesOf(asked[0]!));
    fmLoss(model, target, source, { key: key(3) });
    expect(await valuesOf(asked[5]!)).toEqual(sourceTimes);
  });

  test("inside a compiled function a key argument is drawn from at each run, a concrete key is refused", async () => {
    const step = compile((x: Tensor, k: Key) => fmLoss(still, x, base, { key: k }), { backend });
    const values: number[] = [];
    for (const i of [0, 1, 0]) {
      const loss = await step(target, foldIn(key(4), i));
      values.push(await loss.item());
      loss.dispose();
    }
    expect(values[2]).toBe(values[0]);
    expect(values[1]).not.toBe(values[0]);
    const outside = fmLoss(still, target, base, { key: foldIn(key(4), 1) });
    expect((await valuesOf(outside))[0]).toBeCloseTo(values[1]!, 14);
    const frozen = compile((x: Tensor) => fmLoss(still, x, base, { key: key(4) }), { backend });
    await expect(frozen(target)).rejects.toThrow(
      /inside a compiled function the key must be one of its arguments/,
    );
  });

  test("needs a key to draw, and none where there is nothing to draw", () => {
    expect(() => fmLoss(still, target, base, { t: 0.5 })).toThrow(
      "fmLoss: a key is needed to draw sources, got none. Pass { key }, or both t and a source tensor.",
    );
    expect(() => fmLoss(still, target, source)).toThrow(
      "fmLoss: a key is needed to draw times, got none. Pass { key }, or both t and a source tensor.",
    );
    expect(() => fmLoss(still, target, source, { t: 0.5 })).not.toThrow();
  });

  test("refuses a reduction that it does not know, and a field without its parameters", () => {
    expect(() => fmLoss(still, target, source, { t: 0, reduction: "max" as LossReduction })).toThrow(
      'fmLoss: reduction must be "mean", "sum" or "none", got "max". Pass one of them.',
    );
    expect(() => fmLoss(velocityField({ dim: 2 }) as unknown as Model, target, source, { t: 0 })).toThrow(
      "fmLoss: the model must be a function (x, t, condition?) => Tensor, got object. Pass field.with(params).",
    );
  });
});

describe("fmLoss and times", () => {
  test("draws them from a sampler where one is given, on the interval of the path otherwise", async () => {
    const asked: Tensor[] = [];
    const model: Model = (x, t) => {
      asked.push(t);
      return still(x, t);
    };
    const many = zeros([200, 2], "float64");
    const times = logitNormalTimes({ mean: -3, std: 0.1 });
    fmLoss(model, many, many, { key: key(3), times });
    expect(await valuesOf(asked[0]!)).toEqual(
      await valuesOf(times.sample(split(key(3))[0]!, [200], { dtype: "float64" })),
    );
    const late = path({
      schedule: schedule({ interval: [2, 3], alpha: (t, m) => m.sub(3, t), sigma: (t, m) => m.sub(t, 2) }),
    });
    fmLoss(model, many, many, { key: key(3), path: late });
    const drawn = await valuesOf(asked[1]!);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...drawn)).toBeGreaterThan(2.9);
    expect(() => fmLoss(still, many, many, { t: 0.5, path: late })).toThrow(
      "fmLoss: t must be in [2, 3], got 0.5.",
    );
  });

  test("antithetic points are refused on a path without noise of its own", () => {
    expect(() => fmLoss(still, target, source, { t: 0.5, antithetic: true })).toThrow(
      /^fmLoss: antithetic points need a path with noise of its own, got "linear"/,
    );
  });
});

describe("fmLoss at its minimum", () => {
  const s = 0.3;
  const data = gaussianMixture({ weights: [1], means: [[1, -2]], variances: [s ** 2] });
  const floor = (Math.PI / 2) * s;
  const n = 40_000;

  /** Losses of single points at the exact velocity plus an offset. */
  async function lossesOf(offset: number): Promise<number[]> {
    const { velocity } = data.marginal(linearPath());
    const model: Model = (x, t) => add(velocity(x, t), offset);
    const points = data.sample([n], { key: key(5), dtype: "float64" });
    return valuesOf(fmLoss(model, points, standardNormal([2]), { key: key(6), reduction: "none" }));
  }

  test("is (π/2) s for N(m, s²), not zero", async () => {
    const { mean: found, standardError } = statisticsOf(await lossesOf(0));
    expect(standardError).toBeLessThan(0.005);
    expect(Math.abs(found - floor)).toBeLessThan(4 * standardError);
    // The negative controls, on the same draws: an offset of a costs a², whatever the batch.
    const right = await lossesOf(0);
    for (const offset of [0.05, -0.2]) {
      const dearer = statisticsOf((await lossesOf(offset)).map((loss, i) => loss - right[i]!));
      expect(dearer.mean).toBeGreaterThan(10 * dearer.standardError);
      expect(Math.abs(dearer.mean - offset ** 2)).toBeLessThan(4 * dearer.standardError);
    }
  });

  test("is 0 for one data point at the origin, whatever the width of the source: u = x / t", async () => {
    const model: Model = (x, t) => div(x, expandDims(t));
    const wideSource = diagonalNormal({ mean: [0, 0], std: 2 });
    const losses = await valuesOf(
      fmLoss(model, zeros([50, 2], "float64"), wideSource, { key: key(7), reduction: "none" }),
    );
    expect(Math.max(...losses)).toBeLessThan(1e-28);
  });
});

describe("the gradient of fmLoss", () => {
  test("equals finite differences in every parameter of a small field", async () => {
    const field = velocityField({ dim: 2, hidden: 3, layers: 1, activation: "tanh" });
    const params = field.init(key(8), { dtype: "float64" });
    const t = uniform(key(9), [2], { dtype: "float64" });
    const loss = (p: typeof params): Tensor => fmLoss(field.with(p), target, source, { t });
    const gradient = grad(loss)(params);
    for (const [i, layer] of params.layers.entries())
      for (const name of ["weight", "bias"] as const) {
        const moved = (x: Tensor) => loss({ layers: params.layers.with(i, { ...layer, [name]: x }) });
        const found = await differences(moved, layer[name]);
        expect(distance(await valuesOf(gradient.layers[i]![name]), found)).toBeLessThan(1e-9);
      }
  });
});
