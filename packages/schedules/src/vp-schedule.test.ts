import { OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { describeSchedule } from "./testing/describe-schedule.js";
import { subVpSchedule, vpSchedule } from "./vp-schedule.js";

const [integral, betaMax] = [10.05, 20];
const alpha = Math.exp(-integral / 2);
const decayed = -Math.expm1(-integral);

describeSchedule(
  "vpSchedule",
  vpSchedule,
  {
    alpha: [1, alpha],
    sigma: [0, Math.sqrt(decayed)],
    alphaDot: [-0.05, -10 * alpha],
    sigmaDot: [Infinity, (10 * alpha ** 2) / Math.sqrt(decayed)],
    sigmaSigmaDot: [0.05, 10 * alpha ** 2],
    drift: [-0.05, -10],
    diffusion: [Math.sqrt(0.1), Math.sqrt(betaMax)],
    snr: [Infinity, alpha ** 2 / decayed],
    logSnr: [Infinity, Math.log(alpha ** 2 / decayed)],
  },
  { operations: 24 }, // e^(−B) magnifies the rounding of B = 10 by 10.
);

describeSchedule(
  "subVpSchedule",
  subVpSchedule,
  {
    alpha: [1, alpha],
    sigma: [0, decayed],
    alphaDot: [-0.05, -10 * alpha],
    sigmaDot: [0.1, 20 * alpha ** 2],
    sigmaSigmaDot: [0, 20 * alpha ** 2 * decayed],
    drift: [-0.05, -10],
    diffusion: [0, Math.sqrt(-20 * Math.expm1(-2 * integral))],
    snr: [Infinity, (alpha / decayed) ** 2],
    logSnr: [Infinity, -integral - 2 * Math.log(decayed)],
  },
  { operations: 24 },
);

describe("vpSchedule", () => {
  test("has the values of the literature", () => {
    const s = vpSchedule();
    const times = [0, 0.1, 0.25, 0.5, 0.75, 1];
    expect(times.map((t) => Number(s.alpha(t).toFixed(6)))).toEqual([
      1, 0.946722, 0.723657, 0.281183, 0.058664, 0.006572,
    ]);
    expect(times.map((t) => Number(s.sigma(t).toFixed(6)))).toEqual([
      0, 0.322053, 0.69016, 0.959654, 0.998278, 0.999978,
    ]);
  });

  test("keeps its digits next to the data", () => {
    for (const t of [1e-4, 1e-8, 1e-12]) {
      const b = 0.1 * t + 9.95 * t * t;
      expect(Math.abs(vpSchedule().sigma(t) / Math.sqrt(b - b ** 2 / 2 + b ** 3 / 6) - 1)).toBeLessThan(
        1e-15,
      );
      expect(Math.abs(subVpSchedule().sigma(t) / (b - b ** 2 / 2 + b ** 3 / 6) - 1)).toBeLessThan(1e-15);
    }
  });

  test("gives the ends for log-SNRs that it never reaches", () => {
    for (const s of [vpSchedule(), subVpSchedule()])
      expect([Infinity, 1e9, -30, -Infinity].map((value) => Math.round(s.timeOfLogSnr(value)))).toEqual([
        0, 0, 1, 1,
      ]);
  });

  test("refuses parameters and times out of range", () => {
    expect(() => vpSchedule({ betaMax: 0.05 })).toThrow(
      new OptionError("vpSchedule: betaMax must exceed betaMin (0.1), got 0.05. Pass betaMax > betaMin."),
    );
    expect(() => subVpSchedule({ betaMin: 0 })).toThrow(
      "subVpSchedule: betaMin must be positive and finite, got 0. Pass betaMin > 0.",
    );
    for (const t of [-0.1, 1.1, Number.NaN])
      expect(() => vpSchedule().alpha(t)).toThrow(
        new OptionError(
          `vp.alpha: t must be in [0, 1], got ${t}. Data and noise are at the ends of that interval.`,
        ),
      );
    expect(vpSchedule().logSnr(1 + 2 ** -52)).toBe(vpSchedule().logSnr(1));
  });
});
