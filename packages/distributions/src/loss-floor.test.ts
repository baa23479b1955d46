import { OptionError } from "@nami/errors";
import { cosineSchedule, linearSchedule } from "@nami/schedules";
import {
  add,
  evaluate,
  key,
  mul,
  referenceBackend,
  split,
  square,
  squeeze,
  sub,
  uniform,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { gaussianMixture, standardNormal } from "./index.js";

const backend = referenceBackend({ dtype: "float64" });
const mixture = gaussianMixture({
  weights: [1, 3],
  means: [[-1, 0.5], [1, 0]],
  variances: [[[0.2, 0.1], [0.1, 0.3]], [[0.1, 0], [0, 0.05]]],
}); // biome-ignore format: tables

describe("lossFloor", () => {
  test.each([0.04, 1, 4])(
    "of one round normal of variance %s on the linear path is π/2 times its deviation",
    (s) => {
      // ∫₀¹ s / ((1 − t)² s + t²) dt.
      for (const variances of [
        [s],
        [
          [
            [s, 0, 0],
            [0, s, 0],
            [0, 0, s],
          ],
        ],
      ]) {
        const one = gaussianMixture({ weights: [1], means: [[1, 2, 3]], variances: variances as number[] });
        const { lossFloor } = one.marginal(linearSchedule());
        expect(Math.abs(lossFloor() - (Math.PI / 2) * Math.sqrt(s))).toBeLessThan(1e-3);
        expect(lossFloor({ reduction: "sum" })).toBeCloseTo(3 * lossFloor(), 12);
      }
    },
  );

  test.each([
    ["linear", linearSchedule()],
    ["cosine", cosineSchedule()],
  ])("is the mean loss of the exact velocity, and of no other, %s", async (_, schedule) => {
    const n = 100_000;
    const { velocity, lossFloor } = mixture.marginal(schedule);
    const [one, two] = split(key(5));
    const [times, noise] = split(two);
    const t = uniform(times, [n, 1], { dtype: "float64" });
    const x0 = mixture.sample([n], { key: one, dtype: "float64" });
    const e = standardNormal([2]).sample([n], { key: noise, dtype: "float64" });
    const xt = add(mul(schedule.alpha(t), x0), mul(schedule.sigma(t), e));
    const ut = add(mul(schedule.alphaDot(t), x0), mul(schedule.sigmaDot(t), e));
    const { values, wrong } = await evaluate(
      {
        values: square(sub(ut, velocity(xt, squeeze(t, -1)))),
        wrong: square(sub(ut, mul(0.5, velocity(xt, squeeze(t, -1))))),
      },
      { backend },
    );
    const statistics = (list: readonly number[]) => {
      const rows = Array.from({ length: n }, (_, i) => (list[2 * i]! + list[2 * i + 1]!) / 2);
      const mean = rows.reduce((a, b) => a + b, 0) / n;
      return { mean, error: Math.sqrt(rows.reduce((a, b) => a + (b - mean) ** 2, 0)) / n };
    };
    const exact = statistics([...(await values.data())]);
    expect(Math.abs(exact.mean - lossFloor())).toBeLessThan(4 * exact.error + 1e-3);
    const off = statistics([...(await wrong.data())]);
    expect(Math.abs(off.mean - lossFloor())).toBeGreaterThan(4 * off.error + 1e-3);
  });

  test("of data and noise is what α and σ make of that of the velocity on the linear path", () => {
    // u = ε − x₀ and x = (1 − t) x₀ + t ε: x₀ − E x₀ = −t (u − E u), ε − E ε = (1 − t)(u − E u); at s = 1 by symmetry equal.
    const one = gaussianMixture({ weights: [1], means: [[0]], variances: [1] }).marginal(linearSchedule());
    // ∫₀¹ t² / (t² + (1 − t)²) dt = 1/2.
    expect(one.lossFloor({ predicts: "data" })).toBeCloseTo(0.5, 3);
    expect(one.lossFloor({ predicts: "noise" })).toBeCloseTo(0.5, 3);
  });

  test("refuses what it does not know", () => {
    const { lossFloor } = mixture.marginal(linearSchedule());
    expect(() => lossFloor({ predicts: "score" as never })).toThrow(OptionError);
    expect(() => lossFloor({ reduction: "none" as never })).toThrow(
      'lossFloor: reduction must be "mean" or "sum", got "none". Pass one of them.',
    );
  });
});

describe("published problems have their floors", () => {
  test("N to the 1-D mixture of the visual introduction, on the linear path: 1.836766", () => {
    const mixture = gaussianMixture({
      weights: [0.55, 0.45],
      means: [[-0.85], [1.5]],
      variances: [0.65 ** 2, 0.25 ** 2],
    });
    expect(Math.abs(mixture.marginal(linearSchedule()).lossFloor() - 1.836766)).toBeLessThan(2e-3);
  });

  test("N to eight Gaussians of radius 5 on the linear path, summed over the plane: 10.127 ± 0.007", () => {
    const angles = Array.from({ length: 8 }, (_, i) => (i * Math.PI) / 4);
    const mixture = gaussianMixture({
      weights: angles.map(() => 1),
      means: angles.map((a) => [5 * Math.sin(a), 5 * Math.cos(a)]),
      variances: angles.map(() => 0.49),
    });
    expect(
      Math.abs(mixture.marginal(linearSchedule()).lossFloor({ reduction: "sum" }) - 10.127),
    ).toBeLessThan(0.02);
  });

  test("of the v-prediction is that of the velocity on the quarter circle, over (π/2)²", () => {
    const { lossFloor } = mixture.marginal(cosineSchedule());
    expect(lossFloor({ predicts: "vPrediction" }) * (Math.PI / 2) ** 2).toBeCloseTo(lossFloor(), 12);
  });

  test("may be asked on a part of the interval", () => {
    const one = gaussianMixture({ weights: [1], means: [[0]], variances: [1] }).marginal(linearSchedule());
    // 1/((1 − t)² + t²) integrates to atan(2t − 1).
    expect(one.lossFloor({ interval: [0.25, 0.5] })).toBeCloseTo(4 * Math.atan(0.5), 3);
    expect(() => one.lossFloor({ interval: [0.5, 0.5] })).toThrow(
      "lossFloor: interval must be two growing times",
    );
  });

  test("does not overflow in many dimensions", () => {
    const line = new Array<number>(120).fill(1);
    // Two components that are one: the floor is that of one normal of variance s, π/2 √s.
    const wide = gaussianMixture({ weights: [1, 1], means: [line, line], variances: [1e-4, 1e-4] });
    expect(wide.marginal(linearSchedule()).lossFloor()).toBeCloseTo((Math.PI / 2) * 0.01, 4);
  });
});
