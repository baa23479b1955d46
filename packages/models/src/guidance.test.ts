import { multivariateNormal, standardNormal } from "@nami/distributions";
import { linearSchedule } from "@nami/schedules";
import { dopri5 } from "@nami/solvers";
import { add, div, expandDims, key, mul, neg, type Tensor, zeros } from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import {
  convertPrediction,
  dropCondition,
  flowMatching,
  guide,
  type Model,
  noisePredictor,
} from "./index.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

const schedule = linearSchedule();
const wrong = (value: unknown): never => value as never;
/** The velocity of N(c, 1) data on the linear path: linear in x and c, so that guidance moves the mean alone. */
const velocity: Model = (x, t, condition) => {
  // x_t ~ N(αc, α² + σ²): v = A (x − αc) + α̇ c, A = (αα̇ + σσ̇)/(α² + σ²), α = 1 − t, σ = t.
  const alpha = expandDims(add(neg(t), 1), -1);
  const sigma = expandDims(t, -1);
  const power = add(mul(alpha, alpha), mul(sigma, sigma));
  const rate = div(add(sigma, neg(alpha)), power);
  return add(mul(rate, add(x, neg(mul(alpha, condition!)))), neg(condition!));
};

describe("guide", () => {
  test("with scale w on Gaussians N(c, 1) around N(0, 1) gives N(w c, 1), exactly", async () => {
    const flow = flowMatching({
      field: guide(velocity, { scale: 3 }),
      base: standardNormal([1]),
      solver: dopri5({ rtol: 1e-9, atol: 1e-9 }),
      backend,
    }).bind(wide([0.5]));
    const x = wide([[0], [1.5], [3]]);
    const truth = multivariateNormal({ mean: [1.5], covariance: 1 }).logProb(x);
    expect(distance(await valuesOf(await flow.logProb(x)), await valuesOf(truth))).toBeLessThan(1e-6);
  });

  const [x, c] = [wide([[0.3], [-2]]), wide([[0.5], [1]])];
  const at = (t: number): Tensor => wide([t, t]);

  test("is the model with scale 1, the model without condition with 0, and the model outside of its interval", async () => {
    const value = async (model: Model, t: number): Promise<number[]> => valuesOf(model(x, at(t), c));
    const plain = await value(velocity, 0.3);
    expect(distance(await value(guide(velocity, { scale: 1 }), 0.3), plain)).toBeLessThan(1e-14);
    const free = await valuesOf(velocity(x, at(0.3), zeros([2, 1], "float64")));
    expect(distance(await value(guide(velocity, { scale: 0 }), 0.3), free)).toBeLessThan(1e-14);
    const within = guide(velocity, { scale: 4, interval: [0.2, 0.4] });
    expect(distance(await value(within, 0.5), await value(velocity, 0.5))).toBeLessThan(1e-14);
    expect(distance(await value(within, 0.3), await value(guide(velocity, { scale: 4 }), 0.3))).toBeLessThan(
      1e-14,
    );
  });

  test("takes another condition for none, or another model", async () => {
    const t = at(0.3);
    const away = guide(velocity, { scale: 2, nullCondition: wide([7]) })(x, t, c);
    const other = guide(velocity, { scale: 2, unconditional: (y, s) => velocity(y, s, wide([[7], [7]])) })(
      x,
      t,
      c,
    );
    expect(distance(await valuesOf(away), await valuesOf(other))).toBeLessThan(1e-14);
  });

  test("asks the model once, with twice the rows, and for one point with two", async () => {
    const asked: (readonly number[])[][] = [];
    const watched: Model = (y, s, condition) => {
      asked.push([y.shape, s.shape, condition!.shape]);
      return velocity(y, s, condition);
    };
    const guided = guide(watched, { scale: 3 });
    const both = await valuesOf(guided(x, at(0.3), c));
    expect(asked).toEqual([[[4, 1], [4], [4, 1]]]);
    const one = await valuesOf(guided(wide([0.3]), wide(0.3), wide([0.5])));
    expect(asked[1]).toEqual([[2, 1], [2], [2, 1]]);
    expect(Math.abs(one[0]! - both[0]!)).toBeLessThan(1e-14);
    guided(x, at(0.3), wide([0.5]));
    expect(asked[2]).toEqual(asked[0]);
  });

  test("commutes with conversions", async () => {
    const t = at(0.3);
    const noise: Model = (y, s, condition) =>
      convertPrediction(velocity(y, s, condition), { from: "velocity", to: "noise", x: y, t: s, schedule });
    const turned = convertPrediction(guide(noise, { scale: 3 })(x, t, c), {
      from: "noise",
      to: "velocity",
      x,
      t,
      schedule,
    });
    expect(
      distance(await valuesOf(turned), await valuesOf(guide(velocity, { scale: 3 })(x, t, c))),
    ).toBeLessThan(1e-12);
  });

  test("keeps the marks of the model, and refuses what makes no sense", () => {
    const field = noisePredictor({ dim: 2, conditionDim: 1, hidden: 4 });
    const guided = guide(field.with(field.init(key(0))), { scale: 2 });
    expect([guided.eventShape, guided.predicts]).toEqual([[2], "noise"]);
    expect(() => guided(zeros([1, 2]), zeros([1]))).toThrow(
      "guide: a guided model needs a condition, got none.",
    );
    expect(() => guide(velocity, { scale: Number.NaN })).toThrow("guide: scale must be a finite number");
    expect(() => guide(velocity, { scale: 1, interval: [1, 0] })).toThrow(
      "guide: interval must be two growing times",
    );
  });
});

describe("dropCondition", () => {
  test("replaces whole rows, as many as the probability says", async () => {
    const n = 10_000;
    const dropped = await valuesOf(
      dropCondition(add(zeros([n, 2], "float64"), 1), {
        key: key(1),
        probability: 0.2,
        nullCondition: wide([5, 6]),
      }),
    );
    let count = 0;
    for (let i = 0; i < n; i++) {
      const row = dropped.slice(2 * i, 2 * i + 2);
      if (row[0] !== 1) count++;
      expect(row).toEqual(row[0] === 1 ? [1, 1] : [5, 6]);
    }
    expect(Math.abs(count - 0.2 * n)).toBeLessThan(5 * Math.sqrt(n * 0.2 * 0.8));
  });

  test("keeps all with probability 0 and none with 1", async () => {
    const c = wide([[1], [2]]);
    expect(await valuesOf(dropCondition(c, { key: key(1), probability: 0 }))).toEqual([1, 2]);
    expect(await valuesOf(dropCondition(c, { key: key(1), probability: 1 }))).toEqual([0, 0]);
    expect(() => dropCondition(c, { key: key(1), probability: 2 })).toThrow(
      "probability must be from 0 to 1",
    );
    expect(() => dropCondition(c, wrong({}))).toThrow("dropCondition: a key is needed to choose rows");
    expect(() => dropCondition(wrong([1]), { key: key(1) })).toThrow(
      "dropCondition: the condition must be a Tensor",
    );
  });
});
