import {
  cosineSchedule,
  edmSchedule,
  linearSchedule,
  type Schedule,
  subVpSchedule,
  vpSchedule,
} from "@nami/schedules";
import { key, mul } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  convertPrediction,
  denoisingLoss,
  edmWeight,
  type LossWeight,
  likelihoodWeight,
  type Model,
  minSnrWeight,
  type Parameterization,
  snrWeight,
  softMinSnrWeight,
  uniformWeight,
} from "./index.js";
import { base, rows } from "./testing/loss-problem.js";
import { distance, valuesOf } from "./testing/reference.js";

const all: readonly Parameterization[] = ["noise", "data", "velocity", "vPrediction", "score"];
const schedules: readonly Schedule[] = [vpSchedule(), subVpSchedule(), cosineSchedule(), edmSchedule()];

/** The published weights, on the noise or on the data, of α, σ and g. */
const published: readonly (readonly [
  string,
  LossWeight,
  "noise" | "data",
  (a: number, s: number, g: number) => number,
])[] = [
  ["snr", snrWeight(), "noise", () => 1],
  ["min-SNR", minSnrWeight(), "data", (a, s) => Math.min(5, (a / s) ** 2)],
  ["soft min-SNR", softMinSnrWeight({ sigmaData: 0.7 }), "data", (a, s) => 1 / ((s / a) ** 2 + 0.49)],
  ["EDM", edmWeight({ sigmaData: 0.7 }), "data", (a, s) => ((s / a) ** 2 + 0.49) / ((s / a) * 0.7) ** 2],
  ["likelihood", likelihoodWeight(), "noise", (_, s, g) => (0.5 * g ** 2) / s ** 2],
];

test("the soft min-SNR weight has its limit where there is no data left, α = 0", async () => {
  const options = { key: key(2), schedule: linearSchedule(), predicts: "noise", t: 1 } as const;
  const loss = (weight: LossWeight) =>
    valuesOf(denoisingLoss((x) => x, rows(6), base, { ...options, weight, reduction: "none" }));
  expect(await loss(softMinSnrWeight())).toEqual(await loss(uniformWeight()));
});

describe.each(published)("the %s weight", (_, weight, of, formula) => {
  test("is its formula, and weighs the same error alike whatever is predicted", async () => {
    for (const schedule of schedules) {
      const [start, end] = schedule.interval;
      const t = start + 0.4 * (end - start);
      const wrong: Model = (x) => mul(x, 0.3);
      const as = (predicts: Parameterization, w: LossWeight): Promise<number[]> => {
        const model: Model = (x, time) =>
          convertPrediction(wrong(x, time), { from: of, to: predicts, x, t: time, schedule });
        return valuesOf(
          denoisingLoss(model, rows(6), base, {
            key: key(5),
            t,
            schedule,
            predicts,
            weight: w,
            reduction: "none",
          }),
        );
      };
      const factor = formula(schedule.alpha(t), schedule.sigma(t), schedule.diffusion(t));
      const want = (await as(of, uniformWeight())).map((loss) => factor * loss);
      const scale = Math.max(...want);
      const misses: number[] = [];
      for (const predicts of all) {
        expect(distance(await as(predicts, weight), want) / scale).toBeLessThan(1e-10);
        misses.push(distance(await as(predicts, uniformWeight()), want) / scale);
      }
      // No weight at all is told apart, if not by every prediction.
      expect(Math.max(...misses)).toBeGreaterThan(1e-2);
    }
  });
});
