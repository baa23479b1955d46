import { ShapeError, SolveError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { bosh3 } from "./methods/bosh3.js";
import { dop853 } from "./methods/dop853.js";
import { dopri5 } from "./methods/dopri5.js";
import { euler } from "./methods/euler.js";
import { rk4 } from "./methods/rk4.js";
import { tsit5 } from "./methods/tsit5.js";
import { solve } from "./solve.js";

const method = dopri5({ rtol: 1e-6, atol: 1e-6 });
const makers = { bosh3, dopri5, tsit5, dop853 };
const adaptive = Object.values(makers).map((make) => make({ rtol: 1e-6, atol: 1e-6 }));

describe("failures are answers, with the last good state", () => {
  test.each([
    ["y' = e^y", (y: number) => Math.exp(y), 0, 1],
    ["y' = y²", (y: number) => y * y, 1, 1],
  ])("%s stops in front of its singularity", (_, f, y0, blowUp) => {
    const { status, t, y } = solve(f, y0, { t0: 0, t1: 2, method });
    expect(["stepUnderflow", "nonFiniteState", "nonFiniteDerivative"]).toContain(status);
    expect(t).toBeCloseTo(blowUp, 4);
    expect(Number.isFinite(y)).toBe(true);
  });

  test("rk4 across a singularity ends with the last finite state", () => {
    const { status, t, y, stats } = solve((v) => v * v, 1, { t0: 0, t1: 2, method: rk4({ steps: 50 }) });
    expect(status).toMatch(/^nonFinite/);
    expect(t).toBeGreaterThan(0.9);
    expect(t).toBeLessThan(1.4);
    expect(Number.isFinite(y)).toBe(true);
    expect(stats.accepted).toBe(Math.round(t * 25));
  });

  test("a state that overflows under a finite derivative is told from a broken derivative", () => {
    const growing = solve((_, t) => (t < 3 ? 1e308 : 0), 0, { t0: 0, t1: 4, method: euler({ steps: 4 }) });
    expect(growing).toMatchObject({ status: "nonFiniteState", t: 1, y: 1e308 });
    const infinite = solve((_, t) => (t < 3 ? 1 : Infinity), 0, {
      t0: 0,
      t1: 4,
      method: euler({ steps: 4 }),
    });
    expect(infinite).toMatchObject({ status: "nonFiniteDerivative", t: 3, y: 3 });
  });

  test("a derivative that is NaN after ½ is followed up to ½", () => {
    const f = (y: number, t: number) => (t > 0.5 ? NaN : -y);
    const { status, t, y, stats } = solve(f, 1, { t0: 0, t1: 1, method });
    expect(status).toBe("nonFiniteDerivative");
    expect(t).toBeCloseTo(0.5, 12);
    expect(y).toBeCloseTo(Math.exp(-0.5), 6);
    // From a step of 0.1 down to 1e-15: 15 decades, each of at most 9 attempts (one refused, the rest a tenth long).
    expect(stats.evaluations).toBeLessThan(15 * 9 * 6);
    expect(solve(f, 1, { t0: 0, t1: 1, method: rk4({ steps: 10 }) })).toMatchObject({ status, t: 0.5 });
  });

  test("a start that is not finite is reported before anything is asked", () => {
    for (const way of [method, rk4({ steps: 3 })])
      expect(solve((y) => y, NaN, { t0: 0, t1: 1, method: way })).toMatchObject({
        status: "nonFiniteState",
        t: 0,
        stats: { evaluations: 0 },
      });
    const infinite = solve(() => Infinity, 1, { t0: 0, t1: 1, method });
    expect(infinite).toEqual({
      status: "nonFiniteDerivative",
      y: 1,
      t: 0,
      stats: { evaluations: 1, accepted: 0, rejected: 0 },
      saved: [],
      events: [],
    });
  });

  test("what f throws is the cause of an error that tells the last good state", () => {
    const error = new Error("mine");
    const f = (_: number, t: number): number => {
      if (t > 0.5) throw error;
      return 1;
    };
    for (const way of [...adaptive, euler({ steps: 8 })])
      for (const [y0, form] of [
        [0, (y: unknown) => y],
        [[0], (y: unknown) => (y as number[])[0]],
      ] as const) {
        let caught: unknown;
        try {
          if (typeof y0 === "number") solve(f, y0, { t0: 0, t1: 1, method: way });
          else solve((_, t) => [f(0, t)], [...y0], { t0: 0, t1: 1, method: way });
        } catch (thrown) {
          caught = thrown;
        }
        expect(caught).toBeInstanceOf(SolveError);
        const { cause, message, details } = caught as SolveError;
        const { t, y } = details as { readonly t: number; readonly y: unknown };
        expect(cause).toBe(error);
        expect(message).toBe("solve: f must not throw, got Error: mine. See its cause.");
        expect(t).toBeLessThanOrEqual(0.625);
        expect(form(y)).toBeCloseTo(t, 12);
      }
  });

  test("errors of nami come out as they are", () => {
    const error = new ShapeError("shapes: must fit, got others. Reshape.");
    const f = () => {
      throw error;
    };
    expect(() => solve(f, 0, { t0: 0, t1: 1, method })).toThrow(error);
  });

  test("maxSteps bounds the attempts", () => {
    const { status, t, stats } = solve((y) => Math.sin(50 * y) - y, 1, {
      t0: 0,
      t1: 100,
      method: dopri5({ rtol: 1e-8, atol: 1e-8, maxSteps: 7 }),
    });
    expect(status).toBe("maxSteps");
    expect(stats.accepted + stats.rejected).toBe(7);
    expect(t).toBeGreaterThan(0);
  });

  test("minStep bounds the step, and a time too coarse for steps is an underflow", () => {
    const stiff = { t0: 0, t1: 1, method: dopri5({ rtol: 1e-6, atol: 1e-6, minStep: 0.05 }) };
    expect(solve((y) => -1e5 * (y - 1), 0, stiff).status).toBe("stepUnderflow");
    // The first guess of a step is shorter here, but nothing has failed.
    const still = { t0: 0, t1: 1, method: dopri5({ rtol: 1e-6, atol: 1e-6, minStep: 1e-3 }) };
    expect(solve((_, t) => Math.cos(t), 0, still).status).toBe("success");
    const far = { t0: 1e15, t1: 1e15 + 1 };
    expect(solve((y) => -y, 1, { ...far, method })).toMatchObject({ status: "stepUnderflow", t: 1e15, y: 1 });
    expect(solve((y) => -y, 1, { ...far, method: rk4({ steps: 100 }) })).toMatchObject({
      status: "stepUnderflow",
      t: 1e15,
    });
    expect(solve((y) => -y, 1, { ...far, method: rk4({ steps: 8 }) }).status).toBe("success");
  });
});
