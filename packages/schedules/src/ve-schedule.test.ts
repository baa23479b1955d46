import { describe, expect, test } from "vitest";
import { describeSchedule } from "./testing/describe-schedule.js";
import { edmSchedule, karrasSchedule, veSchedule } from "./ve-schedule.js";

const growth = Math.log(5000);

describeSchedule(
  "veSchedule",
  veSchedule,
  {
    alpha: [1, 1],
    sigma: [0.01, 50],
    alphaDot: [0, 0],
    sigmaDot: [0.01 * growth, 50 * growth],
    sigmaSigmaDot: [1e-4 * growth, 2500 * growth],
    drift: [0, 0],
    diffusion: [0.01 * Math.sqrt(2 * growth), 50 * Math.sqrt(2 * growth)],
    snr: [1e4, 4e-4],
    logSnr: [2 * Math.log(100), -2 * Math.log(50)],
  },
  { operations: 24 }, // e^(8.5 t) magnifies the rounding of its exponent.
);

const speed = (sigma: number): number => 7 * sigma ** (6 / 7) * (80 ** (1 / 7) - 0.002 ** (1 / 7));

describeSchedule(
  "edmSchedule",
  edmSchedule,
  {
    alpha: [1, 1],
    sigma: [0.002, 80],
    alphaDot: [0, 0],
    sigmaDot: [speed(0.002), speed(80)],
    sigmaSigmaDot: [0.002 * speed(0.002), 80 * speed(80)],
    drift: [0, 0],
    diffusion: [Math.sqrt(0.004 * speed(0.002)), Math.sqrt(160 * speed(80))],
    snr: [0.002 ** -2, 80 ** -2],
    logSnr: [-2 * Math.log(0.002), -2 * Math.log(80)],
  },
  { operations: 24 },
);

describeSchedule("karrasSchedule", karrasSchedule, {
  alpha: [1, 1],
  sigma: [0, 80],
  alphaDot: [0, 0],
  sigmaDot: [1, 1],
  sigmaSigmaDot: [0, 80],
  drift: [0, 0],
  diffusion: [0, Math.sqrt(160)],
  snr: [Infinity, 80 ** -2],
  logSnr: [Infinity, -2 * Math.log(80)],
});

describe("schedules that explode", () => {
  const times = [0, 0.1, 0.25, 0.5, 0.75, 1];
  const rounded = (values: readonly number[]): number[] => values.map((x) => Number(x.toFixed(6)));

  test("have the values of the literature, exact at both ends", () => {
    expect(rounded(times.map((t) => veSchedule().sigma(t)))).toEqual([
      0.01,
      0.023437,
      0.08409,
      Number(Math.SQRT1_2.toFixed(6)),
      5.946036,
      50,
    ]);
    const edm = edmSchedule();
    expect(rounded([0, 0.25, 0.5, 0.75, 1].map((t) => edm.sigma(t)))).toEqual([
      0.002, 0.169753, 2.515219, 17.527832, 80,
    ]);
    expect(edm.sigma(0.1)).toBeCloseTo(0.016721, 6);
    for (const s of [
      veSchedule({ sigmaMin: 0.007, sigmaMax: 33 }),
      edmSchedule({ sigmaMin: 0.007, sigmaMax: 33 }),
    ])
      expect([s.sigma(0), s.sigma(1)]).toEqual([0.007, 33]);
  });

  test("uniform times of EDM are Karras' grid", () => {
    const grid = Array.from({ length: 18 }, (_, i) => edmSchedule().sigma(1 - i / 17));
    expect(rounded(grid)).toEqual([
      80, 57.585985, 40.785574, 28.374585, 19.352453, 12.910082, 8.400935, 5.315195, 3.256822, 1.92334,
      1.088171, 0.585348, 0.296442, 0.139516, 0.059947, 0.022935, 0.007528, 0.002,
    ]); // biome-ignore format: a table
  });

  test("refuse parameters and times out of range", () => {
    expect(() => veSchedule({ sigmaMin: -1 })).toThrow(
      "veSchedule: sigmaMin must be positive and finite, got -1.",
    );
    expect(() => edmSchedule({ sigmaMin: 2, sigmaMax: 1 })).toThrow(
      "edmSchedule: sigmaMax must exceed sigmaMin (2), got 1. Pass sigmaMax > sigmaMin.",
    );
    expect(() => edmSchedule({ rho: 0 })).toThrow("edmSchedule: rho must be positive and finite, got 0.");
    expect(() => karrasSchedule({ sigmaMax: Number.NaN })).toThrow("karrasSchedule: sigmaMax must be");
    expect(() => karrasSchedule().sigma(81)).toThrow("karras.sigma: t must be in [0, 80], got 81.");
    expect(() => veSchedule().sigma(80)).toThrow("ve.sigma: t must be in [0, 1], got 80.");
  });
});
