import { linearSchedule, veSchedule, vpSchedule } from "@nami/schedules";
import { add, foldIn, key, neg, sub } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import type { Parameterization } from "../../index.js";
import { distance, statisticsOf, valuesOf, wide } from "../reference.js";
import { data, dataModes, exactField, times } from "./exact-fields.js";
import { cumulative, density, type LineLaw, meanDistance, meanDistanceOfTwo, quantile } from "./line-law.js";
import { largestErrors, statisticsOfPlane } from "./plane-law.js";
import { energySlice, quantileSlice } from "./slice-statistics.js";

const law: LineLaw = { weights: [0.3, 0.7], means: [-1, 0.5], deviations: [0.4, 0.8] };

/** ∫ f over −8 to 8, by the trapezoidal rule. */
const integral = (f: (x: number) => number): number => {
  const step = 0.01;
  let sum = 0;
  for (let i = -800; i <= 800; i++) sum += step * f(i * step);
  return sum;
};

describe("a mixture on the line", () => {
  test("has the distribution function, the quantiles and the mean distances of its density", () => {
    const slope = (cumulative(law, 0.3 + 1e-4) - cumulative(law, 0.3 - 1e-4)) / 2e-4;
    expect(Math.abs(slope - density(law, 0.3))).toBeLessThan(1e-8);
    expect(cumulative(law, -20)).toBe(0);
    expect(Math.abs(cumulative(law, quantile(law, 0.123)) - 0.123)).toBeLessThan(1e-14);
    expect(
      Math.abs(integral((x) => 2 * cumulative(law, x) * (1 - cumulative(law, x))) - meanDistanceOfTwo(law)),
    ).toBeLessThan(1e-9);
    const toOne = integral((x) => density(law, x) * meanDistance(law, x));
    expect(Math.abs(toOne - meanDistanceOfTwo(law))).toBeLessThan(1e-9);
  });

  test("is as far as 2 ∫ (Fₙ − F)² dx from some numbers", () => {
    const numbers = Float64Array.of(-1.2, 0.1, 0.4, 0.9);
    const apart = integral((x) => 2 * (numbers.filter((y) => y <= x).length / 4 - cumulative(law, x)) ** 2);
    expect(Math.abs(energySlice(law).of(numbers) / 4 - apart)).toBeLessThan(5e-3);
  });
});

describe("statistics of exact samples", () => {
  const n = 512;
  const replicates = Array.from({ length: 120 }, async (_, i) =>
    Float64Array.from(await data.sample([n], { key: foldIn(key(5), i), dtype: "float64" }).data()),
  );

  test("are 0 in the mean, moments with a standard deviation of 1, distances of 1 at most", async () => {
    const samples = await Promise.all(replicates);
    for (const statistic of statisticsOfPlane(dataModes)) {
      const { mean, standardError } = statisticsOf(samples.map((rows) => statistic.errors(rows)));
      expect(Math.abs(mean), statistic.name).toBeLessThan(5 * standardError);
      const deviation = standardError * Math.sqrt(samples.length);
      expect(deviation).toBeLessThan(1.2);
      expect(deviation).toBeGreaterThan(statistic.kind === "moment" ? 0.8 : 0.3);
    }
  });

  test("of one direction have the mean and the spread that their quadratic forms say", async () => {
    const lines = (await Promise.all(replicates)).map((rows) => rows.filter((_, i) => i % 2 === 0).sort());
    const { weights, means, variances } = dataModes;
    const along = { weights, means: means.map(([x]) => x!), deviations: variances.map(Math.sqrt) };
    for (const slice of [energySlice(along), quantileSlice(along)]) {
      const { mean, standardError } = statisticsOf(lines.map((line) => slice.of(line)));
      expect(Math.abs(mean - slice.mean)).toBeLessThan(5 * standardError);
      const spread = (standardError * Math.sqrt(lines.length)) / Math.SQRT2;
      expect(spread / slice.spread).toBeGreaterThan(0.6);
      expect(spread / slice.spread).toBeLessThan(1.5);
    }
  });

  test("may be off by what a normal number and a quadratic form exceed with less than the probability", () => {
    // Φ(−4.5) = 3.4e-6; χ² exceeds 1 + √2 · 15.9 with probability 1.2e-6.
    expect(largestErrors("moment", 2 * 3.4e-6)).toBeGreaterThan(4.5);
    expect(largestErrors("distance", 1.2e-6)).toBeGreaterThan(15.9);
  });
});

test.each(["velocity", "score", "noise", "data", "vPrediction"] as const)(
  "the exact %s by its definition is that of the oracle",
  async (predicts: Parameterization) => {
    const x = wide([[-1.4, 0.2], [0.3, 0.1], [2.5, -1]]); // biome-ignore format: a table
    for (const schedule of [vpSchedule(), linearSchedule(), veSchedule()]) {
      const t = wide([0.05, 0.4, 0.9]);
      const { velocity, score, posteriorMean } = data.marginal(schedule);
      const noise = neg(times(schedule.sigma(t), score(x, t)));
      const truth = {
        velocity: velocity(x, t),
        score: score(x, t),
        noise,
        data: posteriorMean(x, t),
        vPrediction: sub(times(schedule.alpha(t), noise), times(schedule.sigma(t), posteriorMean(x, t))),
      }[predicts];
      const found = await valuesOf(exactField(schedule, predicts)(x, t));
      const scale = Math.max(1, ...found.map(Math.abs));
      expect(distance(found, await valuesOf(truth)) / scale).toBeLessThan(1e-12);
      expect(distance(found, await valuesOf(add(truth, 1e-9)))).toBeGreaterThan(1e-10);
    }
  },
);
