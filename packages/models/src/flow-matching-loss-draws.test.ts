import { standardNormal } from "@nami/distributions";
import { logitNormalTimes, path } from "@nami/paths";
import { schedule } from "@nami/schedules";
import { compile, foldIn, type Key, key, split, type Tensor, uniform, zeros } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { fmLoss, type LossReduction, type Model, velocityField } from "./index.js";
import { backend, valuesOf } from "./testing/reference.js";
import { source, still, target } from "./testing/two-pairs.js";

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
