import { describe, expect, test } from "vitest";
import { iController } from "./controller.js";
import { bosh3 } from "./methods/bosh3.js";
import { dop853 } from "./methods/dop853.js";
import { dopri5 } from "./methods/dopri5.js";
import { euler } from "./methods/euler.js";
import { rk4 } from "./methods/rk4.js";
import { tsit5 } from "./methods/tsit5.js";
import { piController } from "./pi-controller.js";
import { solve } from "./solve.js";

const cosine = (_: number, t: number) => Math.cos(t);

describe("given times", () => {
  test("the steps of a grid end at its times, forward and backward, under any method", () => {
    for (const make of [euler, rk4, bosh3, dopri5, tsit5, dop853])
      for (const grid of [
        [0, 0.1, 0.15, 0.7, 1],
        [1, 0.5, 0.49, 0],
      ]) {
        const asked: number[] = [];
        const f = (y: number, t: number) => {
          asked.push(t);
          return cosine(y, t);
        };
        const [t0, t1] = [grid[0]!, grid.at(-1)!];
        const { status, t, stats } = solve(f, 0, { t0, t1, method: make({ grid }) });
        expect([status, t, stats.accepted]).toEqual(["success", t1, grid.length - 1]);
        for (const time of grid.slice(0, -1)) expect(asked).toContain(time);
      }
  });

  test("euler on a grid is the sum over its steps", () => {
    const { y } = solve((_, t) => t, 0, { t0: 0, t1: 3, method: euler({ grid: [0, 1, 3] }) });
    expect(y).toBe(2);
  });

  test("an even grid gives the numbers of as many steps", () => {
    const grid = Array.from({ length: 9 }, (_, i) => i / 8);
    const even = solve((y) => -y, 1, { t0: 0, t1: 1, method: rk4({ steps: 8 }) });
    expect(solve((y) => -y, 1, { t0: 0, t1: 1, method: rk4({ grid }) })).toEqual(even);
    expect(solve((y) => -y, 1, { t0: 0, t1: 1, method: dopri5({ steps: 8 }) }).stats.evaluations).toBe(49);
  });

  test("grids that do not fit are refused", () => {
    expect(() => rk4({ grid: [0, 0.5, 0.5, 1] })).toThrow(
      "rk4: grid must be strictly monotone, got 0, 0.5, 0.5, 1. Pass for example { grid: [0, 0.5, 1] }.",
    );
    for (const grid of [[], [1], [0, NaN, 1], [0, 1, 0.5]])
      expect(() => rk4({ grid })).toThrow("strictly monotone");
    expect(() => solve((y) => y, 1, { t0: 0, t1: 2, method: rk4({ grid: [0, 1] }) })).toThrow(
      "rk4: grid must go from t0 (0) to t1 (2), got 0 to 1. Pass the ends of all steps.",
    );
  });
});

describe("controllers", () => {
  test("the integral one follows its formula within its bounds", () => {
    const { factor } = iController({ safety: 0.8, minFactor: 0.1, maxFactor: 5 });
    expect(factor(1, 0, 4)).toBeCloseTo(0.8, 14);
    expect(factor(2, 0, 4)).toBeCloseTo(0.8 * 2 ** -0.2, 14);
    expect([factor(0, 0, 4), factor(1e9, 0, 4)]).toEqual([5, 0.1]);
  });

  test("the proportional-integral one is the integral one without its weight", () => {
    const pi = piController({ beta: 0 });
    for (const error of [0.01, 0.5, 1, 3])
      expect(pi.factor(error, 0.3, 4)).toBeCloseTo(iController().factor(error, 0.3, 4), 14);
    // A step whose error fell from the last grows more, one whose error rose grows less.
    expect(piController().factor(0.5, 0.9, 4)).toBeGreaterThan(piController().factor(0.5, 0.1, 4));
    expect(() => piController({ beta: 1 })).toThrow(
      "piController: beta must be a finite number between 0 and 0.2, got 1.",
    );
  });

  test("no weight outweighs the error", () => {
    const f = (y: Float64Array, _: number, out: Float64Array) => Object.assign(out, [y[1], -y[0]!]);
    for (const make of [bosh3, dopri5, tsit5, dop853]) {
      const run = (controller = iController()) => {
        const method = make({ rtol: 1e-6, atol: 1e-6, controller });
        const { status, stats } = solve(f, Float64Array.of(1, 0), { t0: 0, t1: 10, method });
        expect(status).toBe("success");
        return stats.accepted;
      };
      expect(run(piController({ beta: 0.2 }))).toBeLessThan(2 * run());
    }
  });

  test("it rejects fewer attempts where stability limits the step, and keeps the accuracy", () => {
    const stiff = (y: number, t: number) => -200 * (y - Math.cos(t));
    const run = (controller = iController()) =>
      solve(stiff, 1, { t0: 0, t1: 10, method: dopri5({ rtol: 1e-6, atol: 1e-6, controller }) });
    const [integral, smooth] = [run(), run(piController({ beta: 0.08 }))];
    expect(smooth.stats.rejected).toBeLessThan(integral.stats.rejected / 2);
    expect(smooth.y).toBeCloseTo(integral.y, 5);
  });
});

describe("tolerances", () => {
  test("may be given for each component", () => {
    const f = ([a]: number[], t: number) => [-a!, 50 * Math.cos(50 * t)];
    const run = (atol: number | readonly number[]) =>
      solve(f, [1, 0], { t0: 0, t1: 1, method: dopri5({ rtol: 1e-12, atol }) }).stats.accepted;
    expect(run([1e-4, 1e-4])).toBe(run(1e-4));
    expect(run([1e-4, 100])).toBeLessThan(run(1e-4) / 3);
    expect(run(Float64Array.of(1e-4, 1e-4) as never)).toBe(run(1e-4));
  });

  test("are refused in another number, and where one of them is out of range", () => {
    const options = (rtol: readonly number[], atol: readonly number[]) => ({
      t0: 0,
      t1: 1,
      method: dopri5({ rtol, atol }),
    });
    expect(() => solve((y) => y, [1, 2], options([1e-3], [1, 2, 3]))).toThrow(
      "solve: rtol and atol must be one number or 2, got 3. Pass one for each component.",
    );
    expect(() => options([1e-3, 0], [1])).toThrow(
      "dopri5: rtol must be a finite number between 0 and 1, got 0.",
    );
    expect(() => options([1e-3], [1, -1])).toThrow(
      "dopri5: atol must be a finite number of at least 0, got -1.",
    );
    expect(() => solve((y) => y, [1, 2], options([1e-3, 1e-16], [1]))).toThrow("rtol must be at least 10 ε");
  });
});
