import { evaluate, grad, mul, referenceBackend, sum, type Tensor, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { schedule as ownSchedule, reverseTime, type Schedule, type ScheduleFunction } from "../index.js";
import { closedFormErrors } from "./closed-form-errors.js";

type Quantity = Exclude<keyof Schedule, "name" | "orientation" | "timeOfLogSnr">;

/** Exact limits at t = 0 and t = 1. */
export type Ends = { readonly [Q in Quantity]: readonly [atData: number, atNoise: number] };

const wide = referenceBackend({ dtype: "float64" });
const narrow = referenceBackend();
const inside = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
const nearEnds = [1e-30, 1e-12, 1e-6, 1e-3, 1 - 1e-3, 1 - 1e-6, 1 - 2 ** -24, 1 - 2 ** -53];
const quantities: readonly Quantity[] = [
  "alpha", "sigma", "alphaDot", "sigmaDot", "sigmaSigmaDot", "drift", "diffusion", "snr", "logSnr",
]; // biome-ignore format: a list

async function onTensor(
  fn: ScheduleFunction,
  ts: readonly number[],
  dtype: "float32" | "float64",
): Promise<number[]> {
  const y = fn(tensor([...ts], [ts.length], dtype));
  expect(y.shape).toEqual([ts.length]);
  expect(y.dtype).toBe(dtype);
  const backend = dtype === "float32" ? narrow : wide;
  return [...(await (await evaluate(y, { backend })).data())];
}

/** 0, ±1 and ±∞ are met exactly, other limits to the rounding of four operations. */
function expectLimits(found: readonly number[], limits: readonly number[], epsilon: number): void {
  for (const [i, limit] of limits.entries())
    if ([0, 1, Infinity].includes(Math.abs(limit))) expect(found[i]! + 0).toBe(limit);
    else expect(Math.abs(found[i]! / limit - 1)).toBeLessThanOrEqual(4 * epsilon);
}

/** df/dt by central differences over three steps, extrapolated to sixth order; steps shrink towards singular ends. */
function difference(f: (t: number) => number, t: number): number {
  const at = (h: number): number => (f(t + h) - f(t - h)) / (2 * h);
  const h = Math.min(4e-3, t / 50);
  return (at(h) - 20 * at(h / 2) + 64 * at(h / 4)) / 45;
}

/** What every schedule must do. `ends` are its limits, from the formulas. */
export function describeSchedule(name: string, make: () => Schedule, ends: Ends): void {
  describe(name, () => {
    const schedule = make();

    test.each(quantities)(
      "%s has its limits at both ends, on numbers and on tensors of both dtypes",
      async (q) => {
        expectLimits([0, 1].map(schedule[q] as (t: number) => number), ends[q], 2 ** -52);
        expectLimits(await onTensor(schedule[q], [0, 1], "float64"), ends[q], 2 ** -52);
        expectLimits(await onTensor(schedule[q], [0, 1], "float32"), ends[q], 2 ** -23);
      },
    );

    test.each(quantities)("%s is a number everywhere, not NaN", async (q) => {
      const ts = [0, ...nearEnds, ...inside, 1];
      expect(ts.map(schedule[q] as (t: number) => number).filter(Number.isNaN)).toEqual([]);
      expect((await onTensor(schedule[q], ts, "float32")).filter(Number.isNaN)).toEqual([]);
    });

    test.each([
      ["alpha", "alphaDot"],
      ["sigma", "sigmaDot"],
    ] as const)("%s has the derivative %s", (f, dot) => {
      // The step error is of order (h/t)⁶/64, the rounding error 2⁻⁵²/h.
      for (const t of inside)
        expect(Math.abs(schedule[dot](t) - difference(schedule[f], t))).toBeLessThan(1e-11);
    });

    test("derived and closed forms agree with their definitions", () => {
      for (const [form, error] of Object.entries(closedFormErrors(schedule, inside)))
        expect({ form, right: error < 1e-13 }).toEqual({ form, right: true });
    });

    test("logSnr falls, and timeOfLogSnr takes it back to the time", () => {
      const ts = [0, 1e-12, ...inside, 1];
      const values = ts.map((t) => schedule.logSnr(t));
      for (const [i, t] of ts.entries()) {
        if (i > 0) expect(values[i]).toBeLessThan(values[i - 1]!);
        // What rounding of the log-SNR does to the time, through the slope of the log-SNR.
        const slope = 2 * (schedule.drift(t) - schedule.sigmaSigmaDot(t) / schedule.sigma(t) ** 2);
        const blur = (4 * 2 ** -52 * Math.max(1, Math.abs(values[i]!))) / Math.abs(slope);
        expect(Math.abs(schedule.timeOfLogSnr(values[i]!) - t)).toBeLessThanOrEqual(
          (blur || 0) + 4 * 2 ** -52 * t,
        );
      }
    });

    test("timeOfLogSnr agrees with bisection", () => {
      const bisecting = ownSchedule({
        alpha: (t, m) => m.sub(1, t),
        sigma: (t) => t,
        logSnr: logSnrOf(schedule),
      });
      for (const value of [-Infinity, -30, -3, 0, 0.1, 7, Infinity])
        expect(schedule.timeOfLogSnr(value)).toBeCloseTo(bisecting.timeOfLogSnr(value), 14);
    });

    test("tensors give what numbers give", async () => {
      for (const q of quantities) {
        const want = inside.map(schedule[q] as (t: number) => number);
        const got = await onTensor(schedule[q], inside, "float64");
        for (const [i, value] of got.entries())
          expect(Math.abs(value - want[i]!)).toBeLessThan(1e-14 * (1 + Math.abs(want[i]!)));
      }
    });

    test("nami's own gradient of a tensor schedule is its dot, and has a derivative itself", async () => {
      const t = tensor([...inside], [inside.length], "float64");
      const ofAlpha = grad((x: Tensor) => sum(schedule.alpha(x)))(t);
      const ofDot = grad((x: Tensor) => sum(mul(schedule.alphaDot(x), 1)))(t);
      const [first, second] = await Promise.all(
        (await evaluate([ofAlpha, ofDot], { backend: wide })).map((x) => x.data()),
      );
      for (const [i, at] of inside.entries()) {
        expect(first![i]).toBeCloseTo(schedule.alphaDot(at), 13);
        expect(Math.abs(second![i]! - difference(schedule.alphaDot, at))).toBeLessThan(1e-11);
      }
    });

    test("time reversed, data are at t = 1; reversed twice, it is itself", async () => {
      const reversed = reverseTime(schedule);
      expect([schedule.orientation, reversed.orientation]).toEqual(["dataToNoise", "noiseToData"]);
      expect(reverseTime(reversed)).toBe(schedule);
      for (const t of inside) {
        for (const same of ["alpha", "sigma", "snr", "logSnr", "diffusion"] as const)
          expect(reversed[same](t)).toBe(schedule[same](1 - t));
        for (const turned of ["alphaDot", "sigmaDot", "sigmaSigmaDot", "drift"] as const)
          expect(reversed[turned](t)).toBe(-schedule[turned](1 - t));
        expect(Math.abs(reversed.alphaDot(t) - difference(reversed.alpha, t))).toBeLessThan(1e-11);
        expect(reversed.timeOfLogSnr(reversed.logSnr(t))).toBeCloseTo(t, 13);
      }
      const got = await onTensor(reversed.alphaDot, inside, "float64");
      for (const [i, value] of got.entries()) expect(value).toBeCloseTo(reversed.alphaDot(inside[i]!), 13);
    });
  });
}

/** The log-SNR of a schedule as a formula on numbers. */
function logSnrOf(schedule: Schedule): <T>(t: T) => T | number {
  return (t) => schedule.logSnr(Number(t));
}
