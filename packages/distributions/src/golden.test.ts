import {
  cosineSchedule,
  karrasSchedule,
  linearSchedule,
  reverseTime,
  type Schedule,
  subVpSchedule,
  veSchedule,
  vpSchedule,
} from "@nami/schedules";
import { evaluate, referenceBackend, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { gaussianMixture } from "./gaussian-mixture.js";
import golden from "./golden/gmm.json" with { type: "json" };

const numbers = (list: readonly (string | number)[]): number[] => list.map(Number);
const base = { weights: numbers(golden.weights), means: golden.means.map(numbers) };
const variances = numbers(golden.var_isotropic);
const mixtures = {
  isotropic: gaussianMixture({ ...base, variances }),
  diagonal: gaussianMixture({ ...base, variances: variances.map((v) => [v, v]) }),
  full: gaussianMixture({ ...base, variances: variances.map((v) => [[v, 0], [0, v]]) }),
}; // biome-ignore format: tables

const schedules: Readonly<Record<string, Schedule>> = {
  linear: reverseTime(linearSchedule()),
  trig: reverseTime(cosineSchedule()),
  vp: vpSchedule(),
  subvp: subVpSchedule(),
  ve: veSchedule(),
  edm: karrasSchedule(),
};

const quantities = {
  logProb: (c: (typeof golden.cases)[number]) => [Number(c.logp)],
  score: (c: (typeof golden.cases)[number]) => numbers(c.score),
  velocity: (c: (typeof golden.cases)[number]) => numbers(c.velocity),
  divergence: (c: (typeof golden.cases)[number]) => [Number(c.divergence)],
  posteriorMean: (c: (typeof golden.cases)[number]) => numbers(c.posterior_mean_x1),
};

describe.each(Object.entries(mixtures))("the golden values of a mixture, %s", (_, mixture) => {
  test.each([
    ["float64", 1e-12],
    ["float32", 2e-5],
  ] as const)("are met in %s to %s of the larger of the value and the batch's root mean square", async (dtype, tolerance) => {
    const backend = referenceBackend({ dtype });
    for (const [name, schedule] of Object.entries(schedules)) {
      const cases = golden.cases.filter((c) => c.schedule === name);
      const x = tensor(cases.map((c) => numbers(c.x)), undefined, dtype);
      const t = tensor(cases.map((c) => Number(c.t)), undefined, dtype);
      const oracle = mixture.marginal(schedule);
      for (const [quantity, wanted] of Object.entries(quantities)) {
        const want = cases.flatMap(wanted);
        const y = await evaluate(oracle[quantity as keyof typeof quantities](x, t), { backend });
        const size = Math.sqrt(want.reduce((sum, value) => sum + value ** 2, 0) / want.length);
        for (const [i, value] of (await y.data()).entries()) {
          const error = Math.abs(value - want[i]!) / Math.max(size, Math.abs(want[i]!));
          expect({ name, quantity, error, good: error <= tolerance }).toMatchObject({ good: true });
        }
      }
    }
  });
}); // biome-ignore format: tables
