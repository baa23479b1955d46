import { describe, expect, test } from "vitest";
import { denseOutput } from "./dense-output.js";
import { bosh3 } from "./methods/bosh3.js";
import { dop853 } from "./methods/dop853.js";
import { dopri5 } from "./methods/dopri5.js";
import { rk4 } from "./methods/rk4.js";
import { tsit5 } from "./methods/tsit5.js";
import { solve } from "./solve.js";

const f = (y: number[], t: number) => [y[1]!, -y[0]! + Math.sin(3 * t)];
const methods = Object.entries({
  bosh3: bosh3({ rtol: 1e-5, atol: 1e-5 }),
  dopri5: dopri5({ rtol: 1e-5, atol: 1e-5 }),
  tsit5: tsit5({ rtol: 1e-5, atol: 1e-5 }),
  dop853: dop853({ rtol: 1e-5, atol: 1e-5 }),
  rk4: rk4({ steps: 12 }),
});

describe("denseOutput", () => {
  test.each(methods)("of %s is exact at the nodes, continuous, and what saveAt gives", (_, method) => {
    for (const [t0, t1] of [
      [0, 3],
      [3, 0],
    ] as const) {
      const saveAt = Array.from({ length: 31 }, (_, i) => t0 + ((t1 - t0) * i) / 30);
      const solution = solve(f, [1, 0.5], { t0, t1, method, saveAt, keepSteps: true });
      const at = denseOutput(f, solution, method);
      for (const { t, y } of solution.saved) for (const i of [0, 1]) expect(at(t)[i]).toBeCloseTo(y[i]!, 13);
      for (const { t, y } of solution.steps!) expect(at(t[0]!)).toEqual(y);
      expect(at(t1)).toEqual(solution.y);
      // From both sides of each node the same value: the jump is what the slope makes of the distance.
      for (const { end } of solution.steps!) {
        const before = at(end[0]! - 1e-9 * Math.sign(t1 - t0));
        for (const i of [0, 1]) expect(Math.abs(before[i]! - at(end[0]!)[i]!)).toBeLessThan(1e-8);
      }
    }
  });

  test("takes numbers and typed arrays, and refuses times outside and solutions without steps", () => {
    const method = dopri5({ rtol: 1e-9, atol: 1e-9 });
    const decay = (y: number) => -y;
    const number = solve(decay, 1, { t0: 0, t1: 1, method, keepSteps: true });
    expect(denseOutput(decay, number, method)(0.4)).toBeCloseTo(Math.exp(-0.4), 8);
    const typed = (y: Float64Array, _: number, out: Float64Array) => {
      out[0] = -y[0]!;
      return out;
    };
    const solution = solve(typed, Float64Array.of(1), { t0: 0, t1: 1, method, keepSteps: true });
    const at = denseOutput(typed, solution, method);
    expect(at(0.4)[0]).toBeCloseTo(Math.exp(-0.4), 8);
    expect(() => at(1.1)).toThrow("denseOutput: t must lie between 0 and 1, got 1.1. Solve further.");
    const bare = solve(decay, 1, { t0: 0, t1: 1, method });
    expect(() => denseOutput(decay, bare, method)).toThrow(
      "denseOutput: the solution must have kept its steps, got none. Solve with { keepSteps: true }.",
    );
  });
});
