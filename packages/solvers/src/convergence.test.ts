import { describe, expect, test } from "vitest";
import { fixedMethod } from "./fixed-steps.js";
import { dopri5, dopri5Table } from "./methods/dopri5.js";
import { euler } from "./methods/euler.js";
import { heun } from "./methods/heun.js";
import { midpoint } from "./methods/midpoint.js";
import { rk4 } from "./methods/rk4.js";
import type { OdeMethod } from "./pacer.js";
import { solve } from "./solve.js";

/** Slope of log error over log h, by least squares. */
const fit = (points: readonly (readonly [number, number])[]): number => {
  const logs = points.map(([h, error]) => [Math.log(h), Math.log(error)] as const);
  const mean = (k: 0 | 1) => logs.reduce((sum, point) => sum + point[k], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  return (
    logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) /
    logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
  );
};

const problems = [
  { name: "y' = −y", f: (y: number[]) => [-y[0]!], exact: (t: number) => [Math.exp(-t)] },
  {
    name: "y' = y cos t",
    f: (y: number[], t: number) => [y[0]! * Math.cos(t)],
    exact: (t: number) => [Math.exp(Math.sin(t))],
  },
  {
    name: "the logistic curve",
    f: (y: number[]) => [y[0]! * (1 - y[0]!)],
    exact: (t: number) => [1 / (1 + Math.exp(-t))],
  },
  {
    name: "a rotation",
    f: (y: number[]) => [y[1]!, -y[0]!],
    exact: (t: number) => [Math.sin(t), Math.cos(t)],
  },
];

const directions = [
  [0, 1.5],
  [1.5, 0],
] as const;

const order = (
  make: (steps: number) => OdeMethod,
  steps: readonly number[],
  at: "end" | "inside",
  chosen = problems,
): readonly number[] =>
  chosen.flatMap(({ f, exact }) =>
    directions.map(([t0, t1]) =>
      fit(
        steps.map((n) => {
          const time = at === "end" ? t1 : t0 + (t1 - t0) * ((Math.floor(n / 2) + 0.3) / n);
          const { saved } = solve(f, exact(t0), { t0, t1, method: make(n), saveAt: [time] });
          const error = Math.hypot(...saved[0]!.y.map((v, i) => v - exact(time)[i]!));
          return [1 / n, error] as const;
        }),
      ),
    ),
  );

const grid = [128, 192, 256, 384, 512];

describe("convergence orders on four problems, forward and backward, float64", () => {
  test.each([
    ["euler", 1, (steps: number) => euler({ steps }), [512, 1024, 2048]],
    ["midpoint", 2, (steps: number) => midpoint({ steps }), grid],
    ["heun", 2, (steps: number) => heun({ steps }), grid],
    ["rk4", 4, (steps: number) => rk4({ steps }), [48, 64, 96, 128, 192]],
  ] as const)("%s has order %d within 0.05", (_, expected, make, steps) => {
    for (const found of order(make, steps, "end")) expect(Math.abs(found - expected)).toBeLessThan(0.05);
  });

  const even = (steps: number): OdeMethod => fixedMethod(dopri5Table, { steps });

  test("dopri5's table has order 5 within 0.1", () => {
    // The slope over log h, extrapolated to h = 0: at order 5 the next term of the error is still seen where rounding
    // begins. Without the logistic curve, whose error sinks into rounding (6e-15) earlier.
    const [decay, cosine, , rotation] = problems;
    const chosen = [decay!, cosine!, rotation!];
    const coarse = order(even, [20, 40], "end", chosen);
    const fine = order(even, [40, 80], "end", chosen);
    for (const [i, slope] of fine.entries()) expect(Math.abs(2 * slope - coarse[i]! - 5)).toBeLessThan(0.1);
  });

  test("a method is not credited with a higher order", () => {
    for (const found of order((steps) => heun({ steps }), grid, "end"))
      expect(Math.abs(found - 3)).toBeGreaterThan(0.9);
  });

  test("dense output inside a step keeps the order: a local error one order above the interpolant's", () => {
    for (const found of order(even, [10, 14, 20, 28, 40], "inside")) expect(found).toBeGreaterThan(4.5);
    for (const found of order((steps) => rk4({ steps }), grid, "inside")) expect(found).toBeGreaterThan(3.8);
    for (const found of order((steps) => heun({ steps }), grid, "inside")) expect(found).toBeGreaterThan(1.9);
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
