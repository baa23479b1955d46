import { evaluate, grad, mul, referenceBackend, sum, type Tensor, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { schedule as ownSchedule, reverseTime, type Schedule, type ScheduleFunction } from "../index.js";
import { closedFormErrors } from "./closed-form-errors.js";

type Quantity = Exclude<keyof Schedule, "name" | "orientation" | "interval" | "timeOfLogSnr">;

/** Exact limits at both ends of the interval. */
export type Ends = { readonly [Q in Quantity]: readonly [atData: number, atNoise: number] };

const wide = referenceBackend({ dtype: "float64" });
const narrow = referenceBackend();
const shares = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
const nearEndShares = [1e-30, 1e-12, 1e-6, 1e-3, 1 - 1e-3, 1 - 1e-6, 1 - 2 ** -24, 1 - 2 ** -53];
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

/** 0, ±1 and ±∞ are met exactly, other limits to the rounding of four operations, or of as many as is said. */
function expectLimits(
  found: readonly number[],
  limits: readonly number[],
  epsilon: number,
  operations = 4,
): void {
  for (const [i, limit] of limits.entries())
    if ([0, 1, Infinity].includes(Math.abs(limit))) expect(found[i]! + 0).toBe(limit);
    else expect(Math.abs(found[i]! / limit - 1)).toBeLessThanOrEqual(operations * epsilon);
}

/** By how much a rounding of α, σ and t may be magnified: the largest value that a bound is relative to. */
function sizeOf(...values: readonly number[]): number {
  return Math.max(1, ...values.map(Math.abs));
}

/** df/dt by central differences over three steps, extrapolated to sixth order; steps shrink towards singular ends. */
function difference(f: (t: number) => number, t: number): number {
  const at = (h: number): number => (f(t + h) - f(t - h)) / (2 * h);
  const h = Math.min(4e-3, t / 50);
  return (at(h) - 20 * at(h / 2) + 64 * at(h / 4)) / 45;
}

/** What every schedule must do. `ends` are its limits, from the formulas. */
export function describeSchedule(
  name: string,
  make: () => Schedule,
  ends: Ends,
  { operations = 4 }: { readonly operations?: number } = {},
): void {
  describe(name, () => {
    const schedule = make();
    const { interval } = schedule;
    const [start, end] = interval;
    const at = (share: number): number => start + share * (end - start);
    const inside = shares.map(at);
    const nearEnds = nearEndShares.map(at);

    test.each(quantities)(
      "%s has its limits at both ends, on numbers and on tensors of both dtypes",
      async (q) => {
        expectLimits(interval.map(schedule[q] as (t: number) => number), ends[q], 2 ** -52, operations);
        expectLimits(await onTensor(schedule[q], interval, "float64"), ends[q], 2 ** -52, operations);
        expectLimits(await onTensor(schedule[q], interval, "float32"), ends[q], 2 ** -23, operations);
      },
    );

    test.each(quantities)("%s is a number everywhere, not NaN", async (q) => {
      const ts = [start, ...nearEnds, ...inside, end];
      expect(ts.map(schedule[q] as (t: number) => number).filter(Number.isNaN)).toEqual([]);
      expect((await onTensor(schedule[q], ts, "float32")).filter(Number.isNaN)).toEqual([]);
    });

    test.each([
      ["alpha", "alphaDot"],
      ["sigma", "sigmaDot"],
    ] as const)("%s has the derivative %s", (f, dot) => {
      // The step error is of order (h/t)⁶/64, the rounding error 2⁻⁵²/h.
      for (const t of inside)
        expect(Math.abs(schedule[dot](t) - difference(schedule[f], t))).toBeLessThan(
          1e-11 * sizeOf(schedule[f](t), schedule[dot](t)),
        );
    });

    test("derived and closed forms agree with their definitions", () => {
      for (const [form, error] of Object.entries(closedFormErrors(schedule, inside)))
        expect({ form, right: error < 1e-13 }).toEqual({ form, right: true });
    });

    test("logSnr falls, and timeOfLogSnr takes it back to the time", () => {
      const ts = [start, at(1e-12), ...inside, end];
      const values = ts.map((t) => schedule.logSnr(t));
      for (const [i, t] of ts.entries()) {
        // Where σ does not vanish, a step of 1e-12 changes the log-SNR by less than its rounding.
        if (i === 1) expect(values[i]).toBeLessThanOrEqual(values[i - 1]!);
        if (i > 1) expect(values[i]).toBeLessThan(values[i - 1]!);
        // What rounding of the log-SNR does to the time, through the slope of the log-SNR.
        const slope = 2 * (schedule.drift(t) - schedule.sigmaSigmaDot(t) / schedule.sigma(t) ** 2);
        const blur = (4 * 2 ** -52 * Math.max(1, Math.abs(values[i]!))) / Math.abs(slope);
        expect(Math.abs(schedule.timeOfLogSnr(values[i]!) - t)).toBeLessThanOrEqual(
          (blur || 0) + 8 * 2 ** -52 * sizeOf(end) * Math.max(t / end, schedule.sigma(start) > 0 ? 1 : 0),
        );
      }
    });

    test("timeOfLogSnr agrees with bisection", () => {
      const bisecting = ownSchedule({
        interval,
        alpha: (t, m) => m.sub(1, t),
        sigma: (t) => t,
        logSnr: logSnrOf(schedule),
      });
      for (const value of [-Infinity, -30, -3, 0, 0.1, 7, Infinity])
        expect(Math.abs(schedule.timeOfLogSnr(value) - bisecting.timeOfLogSnr(value))).toBeLessThan(
          5e-15 * end,
        );
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
        const dot = schedule.alphaDot(at);
        expect(Math.abs(first![i]! - dot)).toBeLessThan(1e-13 * sizeOf(dot));
        expect(Math.abs(second![i]! - difference(schedule.alphaDot, at))).toBeLessThan(
          1e-11 * sizeOf(dot, second![i]!),
        );
      }
    });

    test("time reversed, data are at t = 1; reversed twice, it is itself", async () => {
      const reversed = reverseTime(schedule);
      expect([schedule.orientation, reversed.orientation]).toEqual(["dataToNoise", "noiseToData"]);
      expect(reverseTime(reversed)).toBe(schedule);
      for (const t of inside) {
        for (const same of ["alpha", "sigma", "snr", "logSnr", "diffusion"] as const)
          expect(reversed[same](t)).toBe(schedule[same](start + end - t));
        for (const turned of ["alphaDot", "sigmaDot", "sigmaSigmaDot", "drift"] as const)
          expect(reversed[turned](t) + 0).toBe(-schedule[turned](start + end - t) + 0);
        expect(Math.abs(reversed.sigmaDot(t) - difference(reversed.sigma, t))).toBeLessThan(
          1e-11 * sizeOf(reversed.sigma(t), reversed.sigmaDot(t)) * (1 + 1 / (end - t)) ** 2,
        );
        expect(reversed.timeOfLogSnr(reversed.logSnr(t)) / end).toBeCloseTo(t / end, 13);
      }
      const got = await onTensor(reversed.alphaDot, inside, "float64");
      for (const [i, value] of got.entries()) {
        const dot = reversed.alphaDot(inside[i]!);
        expect(Math.abs(value - dot)).toBeLessThan(1e-13 * sizeOf(dot));
      }
    });
  });
}

/** The log-SNR of a schedule as a formula on numbers. */
function logSnrOf(schedule: Schedule): <T>(t: T) => T | number {
  return (t) => schedule.logSnr(Number(t));
}
