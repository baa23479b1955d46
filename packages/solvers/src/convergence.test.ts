import { describe, expect, test } from "vitest";
import { bosh3 } from "./methods/bosh3.js";
import { dop853 } from "./methods/dop853.js";
import { dopri5 } from "./methods/dopri5.js";
import { euler } from "./methods/euler.js";
import { heun } from "./methods/heun.js";
import { midpoint } from "./methods/midpoint.js";
import { ralston } from "./methods/ralston.js";
import { rk4 } from "./methods/rk4.js";
import { tsit5 } from "./methods/tsit5.js";
import type { OdeMethod } from "./pacer.js";
import { solve } from "./solve.js";
import { orderOf, type SmoothProblem, smooth, smoothest, verySmooth } from "./testing/smooth.js";

const order = (
  make: (options: { readonly steps: number }) => OdeMethod,
  steps: readonly number[],
  {
    problems,
    span,
    inside = false,
    terms = 3,
  }: {
    readonly problems: readonly SmoothProblem[];
    readonly span: number;
    readonly inside?: boolean;
    readonly terms?: 2 | 3;
  },
): readonly number[] =>
  problems.flatMap(({ f, exact }) =>
    [
      [0, span],
      [span, 0],
    ].map(([t0, t1]) =>
      orderOf(
        steps.map((n) => {
          const time = inside ? t0! + (t1! - t0!) * ((Math.floor(n / 2) + 0.3) / n) : t1!;
          const { saved } = solve(f, exact(t0!), {
            t0: t0!,
            t1: t1!,
            method: make({ steps: n }),
            saveAt: [time],
          });
          return [1 / n, Math.hypot(...saved[0]!.y.map((v, i) => v - exact(time)[i]!))] as const;
        }),
        terms,
      ),
    ),
  );

const low = { problems: smooth, span: 1.5 };
const high = { problems: verySmooth, span: 3 };
const second = [96, 128, 192, 256, 384];
const eighth = [10, 11, 12, 14, 16, 18, 20];
const fifth = [64, 80, 96, 112, 128, 144, 160];

describe("orders on six problems each, forward and backward, float64", () => {
  test.each([
    ["euler", 1, 0.05, euler, [256, 384, 512, 768, 1024], low],
    ["midpoint", 2, 0.05, midpoint, second, low],
    ["heun", 2, 0.05, heun, second, low],
    ["ralston", 2, 0.05, ralston, second, low],
    ["bosh3", 3, 0.05, bosh3, [48, 64, 96, 128, 192], low],
    ["rk4", 4, 0.05, rk4, [32, 48, 64, 96, 128], low],
    ["dopri5", 5, 0.05, dopri5, fifth, high],
    ["tsit5", 5, 0.05, tsit5, fifth, high],
    ["dop853", 8, 0.15, dop853, eighth, { problems: smoothest, span: 3, terms: 2 }],
  ] as const)("%s has order %d within %d", (_, expected, within, make, steps, on) => {
    const found = order(make, steps, on);
    expect(found.length).toBe(12);
    for (const p of found) expect(Math.abs(p - expected)).toBeLessThan(within);
  });

  test("a method is not credited with a higher order", () => {
    for (const p of order(heun, second, low)) expect(Math.abs(p - 3)).toBeGreaterThan(0.9);
  });

  test.each([
    ["heun", 2, heun, second, low],
    ["bosh3", 3, bosh3, [48, 64, 96, 128, 192], low],
    ["rk4", 4, rk4, [32, 48, 64, 96, 128], low],
    ["dopri5", 5, dopri5, fifth, high],
    ["tsit5", 5, tsit5, fifth, high],
  ] as const)("dense output of %s between its steps has at least order %d − 1", (_, p, make, steps, on) => {
    for (const found of order(make, steps, { ...on, inside: true })) expect(found).toBeGreaterThan(p - 1.1);
  });

  test("dense output of dop853 between its steps has at least order 7", () => {
    const inside = { problems: smoothest, span: 3, terms: 2, inside: true } as const;
    for (const found of order(dop853, eighth, inside)) expect(found).toBeGreaterThan(6.8);
  });
});

describe("errors of y' = −y on [0, 1]", () => {
  test.each([
    ["euler", (steps: number) => euler({ steps }), [1.92e-2, 9.394e-3, 4.647e-3]],
    ["midpoint", (steps: number) => midpoint({ steps }), [6.615e-4, 1.592e-4, 3.905e-5]],
    ["heun", (steps: number) => heun({ steps }), [6.615e-4, 1.592e-4, 3.905e-5]],
    ["rk4", (steps: number) => rk4({ steps }), [3.332e-7, 1.998e-8, 1.223e-9]],
  ] as const)("%s makes the errors known for 10, 20 and 40 steps", (_, make, errors) => {
    for (const [i, steps] of [10, 20, 40].entries()) {
      const { y, stats } = solve((v) => -v, 1, { t0: 0, t1: 1, method: make(steps) });
      expect(Math.abs(y - Math.exp(-1)) / errors[i]!).toBeCloseTo(1, 3);
      expect(stats.accepted).toBe(steps);
    }
  });

  test("dopri5 at 1e-5 gives SciPy's value with SciPy's 26 evaluations", () => {
    const { y, stats } = solve((v) => -v, 1, { t0: 0, t1: 1, method: dopri5({ rtol: 1e-5, atol: 1e-5 }) });
    expect(y).toBeCloseTo(0.3678817338062343, 13);
    expect(stats).toEqual({ evaluations: 26, accepted: 4, rejected: 0 });
  });

  test("dopri5 follows Lotka and Volterra to odex's values", () => {
    const f = ([a, b]: number[]) => [(2 / 3) * a! - (4 / 3) * a! * b!, a! * b! - b!];
    const { y } = solve(f, [1, 1], { t0: 0, t1: 6, method: dopri5({ rtol: 1e-11, atol: 1e-11 }) });
    expect(y[0]).toBeCloseTo(1.6542774481418214, 4);
    expect(y[1]).toBeCloseTo(0.3252864486771545, 4);
    const finest = solve(f, [1, 1], { t0: 0, t1: 6, method: rk4({ steps: 4000 }) });
    expect(y[0]).toBeCloseTo(finest.y[0]!, 9);
  });
});
