import { expect, test } from "vitest";
import { linearSchedule } from "./linear-schedule.js";
import { polynomialSchedule } from "./polynomial-schedule.js";
import { describeSchedule } from "./testing/describe-schedule.js";

const cubic = (): ReturnType<typeof polynomialSchedule> => polynomialSchedule({ power: 3 });

describeSchedule("polynomialSchedule of power 3", cubic, {
  alpha: [1, 0],
  sigma: [0, 1],
  alphaDot: [-3, 0],
  sigmaDot: [3, 0],
  sigmaSigmaDot: [0, 0],
  drift: [-3, -Infinity],
  diffusion: [0, Infinity],
  snr: [Infinity, 0],
  logSnr: [Infinity, -Infinity],
});

test("with power 1 the polynomial schedule is the linear one", () => {
  const [one, linear] = [polynomialSchedule({ power: 1 }), linearSchedule()];
  for (const t of [0, 0.1, 0.5, 0.9, 1])
    for (const q of ["alpha", "sigma", "alphaDot", "sigmaDot", "diffusion"] as const)
      if (Number.isFinite(linear[q](t))) expect(one[q](t)).toBeCloseTo(linear[q](t), 14);
      else expect(one[q](t)).toBe(linear[q](t));
});

test("a power that is not positive is an error", () => {
  expect(() => polynomialSchedule({ power: -1 })).toThrow(
    "polynomialSchedule: power must be positive and finite, got -1. Pass power > 0.",
  );
});
