import { describe, expect, test } from "vitest";
import { dopri5 } from "./methods/dopri5.js";
import { euler } from "./methods/euler.js";
import { heun } from "./methods/heun.js";
import { midpoint } from "./methods/midpoint.js";
import { rk4 } from "./methods/rk4.js";
import { solve } from "./solve.js";
import type { StepAlgebra } from "./step.js";
import type { VectorSpace } from "./vector-space.js";

/** A number and its derivative with respect to something. */
interface Dual {
  readonly value: number;
  readonly slope: number;
}

const unasked = (): never => {
  throw new Error("a space that never checks is asked for no number");
};

/** Dual numbers, written down and never looked at. */
const dualSpace: VectorSpace<Dual> & { readonly synchronous: true } = {
  synchronous: true,
  checks: "never",
  rows: () => 1,
  epsilon: () => 0,
  lift: (f, step) => (states, clocks) => {
    const algebra: StepAlgebra<Dual, number> = {
      slope: (y, t) => f(y, t, y, 0),
      combine: (y, h, weights, slopes) =>
        weights.reduce(
          ({ value, slope }, weight, i) =>
            weight === 0
              ? { value, slope }
              : {
                  value: value + h * weight * slopes[i]!.value,
                  slope: slope + h * weight * slopes[i]!.slope,
                },
          y,
        ),
      shift: (t, h, c) => t + c * h,
      norm: unasked,
      select: (mask, a, b) => (mask ? a : b),
      finite: unasked,
    };
    const result = step(
      algebra,
      states,
      clocks.map((clock) => clock[0]!),
    );
    return { states: result.states, clocks: [] };
  },
  release: () => undefined,
};

/** y' = y² cos t. */
const f = ({ value, slope }: Dual, t: number): Dual => ({
  value: value ** 2 * Math.cos(t),
  slope: 2 * value * slope * Math.cos(t),
});

describe("a synchronous space", () => {
  test.each(Object.entries({ euler, heun, midpoint, rk4 }))(
    "is answered at once by %s, without a check",
    (_, method) => {
      const options = { t0: 0, t1: 1, method: method({ steps: 8 }) };
      const solution = solve(f, { value: 0.5, slope: 1 }, { ...options, space: dualSpace });
      const end = (y0: number): number => solve((y, t) => y ** 2 * Math.cos(t), y0, options).y;
      expect(solution.y.value).toBeCloseTo(end(0.5), 14);
      expect(solution.y.slope).toBeCloseTo((end(0.5 + 1e-5) - end(0.5 - 1e-5)) / 2e-5, 8);
      expect([solution.status, solution.stats.accepted, solution.t]).toEqual(["success", 8, 1]);
    },
  );

  test("is a success even where the numbers are not finite, for nobody has looked", () => {
    const options = { t0: 0, t1: 1, method: euler({ steps: 2 }), space: dualSpace };
    const { y, status } = solve(() => ({ value: Number.NaN, slope: 0 }), { value: 1, slope: 0 }, options);
    expect([y.value, status]).toEqual([Number.NaN, "success"]);
  });

  test("answers where t0 is t1, and saves states at the ends of steps", () => {
    const options = { t0: 0, t1: 1, method: rk4({ steps: 4 }), space: dualSpace, saveAt: [0, 0.5, 1] };
    const { y, saved } = solve(f, { value: 0.5, slope: 1 }, options);
    expect(saved.map(({ t }) => t)).toEqual([0, 0.5, 1]);
    expect(saved[2]!.y.value).toBe(y.value);
    expect(solve(f, y, { ...options, t0: 1, saveAt: [] }).y).toEqual(y);
  });

  test("throws at once what the space throws", () => {
    const method = dopri5({ rtol: 1e-6, atol: 1e-6 });
    expect(() => solve(f, { value: 1, slope: 1 }, { t0: 0, t1: 1, method, space: dualSpace })).toThrow(
      "asked for no number",
    );
  });
});
