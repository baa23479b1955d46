import { gaussianMixture } from "@nami/distributions";
import {
  cosineSchedule,
  edmSchedule,
  karrasSchedule,
  linearSchedule,
  nicholCosineSchedule,
  polynomialSchedule,
  reverseTime,
  type Schedule,
  subVpSchedule,
  veSchedule,
  vpSchedule,
} from "@nami/schedules";
import { dopri5 } from "@nami/solvers";
import { afterEach, describe, expect, test } from "vitest";
import { convertPrediction, diffusion, type Model, type Parameterization } from "./index.js";
import { type Modes, marginalAt } from "./testing/marginal-base.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

const modes: Modes = { weights: [0.3, 0.7], means: [[-1], [1.5]], variances: [0.2, 0.1] };
const mixture = gaussianMixture(modes);
const solver = dopri5({ rtol: 1e-9, atol: 1e-9 });
const points = wide([[-1.4], [-0.6], [0.2], [1.1], [2]]);
/** Even points that hold all but 1e-8 of the data: the trapezoidal rule on them is exact to 1e-13. */
const step = 0.25;
const line = wide(Array.from({ length: 30 }, (_, i) => [-3.75 + i * step]));
const schedules: readonly (readonly [string, Schedule, number, number])[] = [
  ["linear", linearSchedule(), 1 - 1e-3, 1e-3],
  ["cosine", cosineSchedule(), 1 - 1e-3, 1e-3],
  ["nichol cosine", nicholCosineSchedule(), 1 - 1e-2, 1e-3],
  ["polynomial", polynomialSchedule({ power: 3 }), 1 - 1e-1, 1e-3],
  ["vp", vpSchedule(), 1, 1e-3],
  ["sub-vp", subVpSchedule(), 1, 1e-3],
  ["ve", veSchedule(), 1, 0],
  ["edm", edmSchedule(), 1, 0],
  ["karras", karrasSchedule({ sigmaMax: 20 }), 20, 1e-2],
  ["reversed vp", reverseTime(vpSchedule()), 0, 1 - 1e-3],
];

/** The exact prediction of a kind. */
const exact =
  (schedule: Schedule, to: Parameterization): Model =>
  (x, t) => {
    const { velocity, score } = mixture.marginal(schedule);
    if (to === "velocity") return velocity(x, t);
    return convertPrediction(score(x, t), { from: "score", to, x, t, schedule });
  };

describe("the log-density of a diffusion with exact predictions", () => {
  test.each(schedules)(
    "under the %s schedule is that of its marginal at t1, which it states, to 1e-6, and integrates to 1 to 1e-6",
    async (_, schedule, t0, t1) => {
      const base = marginalAt(modes, schedule, t0);
      const field = exact(schedule, "noise");
      const process = diffusion({ field, schedule, solver, base, t0, t1, backend }).bind();
      const { logProb, t } = await process.estimateLogProb(line);
      expect(t).toBe(t1);
      const found = await valuesOf(logProb);
      expect(distance(found, await valuesOf(marginalAt(modes, schedule, t1).logProb(line)))).toBeLessThan(
        1e-6,
      );
      const mass = found.reduce((sum, value) => sum + Math.exp(value), 0) * step;
      expect(Math.abs(mass - 1)).toBeLessThan(1e-6);
    },
  );

  test.each(["velocity", "score", "noise", "data", "vPrediction"] as const)(
    "is the same from the %s",
    async (predicts) => {
      const schedule = vpSchedule();
      const base = marginalAt(modes, schedule, 1);
      const field = exact(schedule, predicts);
      const process = diffusion({ field, schedule, predicts, solver, base, t1: 0.01, backend }).bind();
      const truth = await valuesOf(marginalAt(modes, schedule, 0.01).logProb(points));
      expect(distance(await valuesOf(await process.logProb(points)), truth)).toBeLessThan(1e-6);
    },
  );

  test.each([
    ["vp", vpSchedule(), 0.0087],
    ["sub-vp", subVpSchedule(), 0.0087],
    ["ve", veSchedule(), 0.027],
    ["edm", edmSchedule(), 0.0167],
  ] as const)(
    "with the default base is off by what docs/which-process.md says, under %s",
    async (_, schedule, error) => {
      const options = { field: exact(schedule, "noise"), schedule, solver, t1: 1e-3, backend };
      const found = await valuesOf(await diffusion({ ...options, eventShape: [1] }).bind().logProb(points)); // biome-ignore format: a call
      const truth = await valuesOf(marginalAt(modes, schedule, 1e-3).logProb(points));
      expect(distance(found, truth)).toBeCloseTo(error, 4);
    },
  );
});
