import { describe, expect, test } from "vitest";
import { dopri5 } from "./methods/dopri5.js";
import { euler } from "./methods/euler.js";
import { rk4 } from "./methods/rk4.js";
import { solve } from "./solve.js";

const method = dopri5({ rtol: 1e-6, atol: 1e-6 });

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
    });
  });

  test("what f throws comes out unchanged", () => {
    const error = new Error("mine");
    const f = (_: number, t: number): number => {
      if (t > 0.5) throw error;
      return 1;
    };
    for (const way of [method, euler({ steps: 8 })])
      expect(() => solve(f, 0, { t0: 0, t1: 1, method: way })).toThrow(error);
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
    const far = { t0: 1e15, t1: 1e15 + 1 };
    expect(solve((y) => -y, 1, { ...far, method })).toMatchObject({ status: "stepUnderflow", t: 1e15, y: 1 });
    expect(solve((y) => -y, 1, { ...far, method: rk4({ steps: 100 }) })).toMatchObject({
      status: "stepUnderflow",
      t: 1e15,
    });
    expect(solve((y) => -y, 1, { ...far, method: rk4({ steps: 8 }) }).status).toBe("success");
  });
});

describe("extreme but sound problems", () => {
  test.each([1e-300, 1e300])("a span of %s is solved", (span) => {
    const f = (y: number) => -y / span;
    for (const way of [method, rk4({ steps: 20 })]) {
      const { status, y, t } = solve(f, 1, { t0: 0, t1: span, method: way });
      expect(status).toBe("success");
      expect(t).toBe(span);
      expect(y).toBeCloseTo(Math.exp(-1), 5);
    }
  });

  test("y0 = 0 with atol = 0 neither divides by zero nor hangs", () => {
    const relative = dopri5({ rtol: 1e-6, atol: 0 });
    expect(solve((y) => -y, 0, { t0: 0, t1: 1, method: relative })).toMatchObject({
      status: "success",
      y: 0,
    });
    const rising = solve((_, t) => Math.cos(t), 0, { t0: 0, t1: 1, method: relative });
    expect(rising.status).toBe("success");
    expect(rising.y).toBeCloseTo(Math.sin(1), 6);
  });

  test("a state without elements and a state of a million are states", () => {
    const empty = solve((y) => y, new Float64Array(0), { t0: 0, t1: 1, method, saveAt: [0.5] });
    expect(empty).toMatchObject({ status: "success", t: 1, saved: [{ t: 0.5 }] });
    const f = (y: Float64Array, _: number, out: Float64Array) => {
      for (let i = 0; i < y.length; i++) out[i] = -y[i]!;
      return out;
    };
    const large = new Float64Array(1e6).fill(1);
    for (const way of [method, rk4({ steps: 5 })]) {
      const { y, status } = solve(f, large, { t0: 0, t1: 1, method: way });
      expect(status).toBe("success");
      expect(y[999_999]).toBeCloseTo(Math.exp(-1), 4);
      expect(large[0]).toBe(1);
    }
  });

  test("stiff problems end, by the step that stability allows or by maxSteps", () => {
    const f = ([a, b]: number[]) => [b!, 1000 * (1 - a! * a!) * b! - a!];
    const { status, t } = solve(f, [2, 0], {
      t0: 0,
      t1: 3000,
      method: dopri5({ rtol: 1e-3, atol: 1e-6, maxSteps: 5000 }),
    });
    expect(status).toBe("maxSteps");
    expect(t).toBeGreaterThan(0);
    const prothero = (y: number, t: number) => -1e4 * (y - Math.cos(t)) - Math.sin(t);
    const stiff = solve(prothero, 1, { t0: 0, t1: 1, method });
    expect(stiff.y).toBeCloseTo(Math.cos(1), 5);
  });

  test("a discontinuity at ½ is crossed", () => {
    const { status, y } = solve((_, t) => (t < 0.5 ? 1 : -1), 0, { t0: 0, t1: 1.5, method });
    expect(status).toBe("success");
    expect(Math.abs(y + 0.5)).toBeLessThan(10 * 1e-6);
  });
});
