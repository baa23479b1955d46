import { describe, expect, test } from "vitest";
import { bosh3 } from "./methods/bosh3.js";
import { dop853 } from "./methods/dop853.js";
import { dopri5 } from "./methods/dopri5.js";
import { rk4 } from "./methods/rk4.js";
import { tsit5 } from "./methods/tsit5.js";
import { solve } from "./solve.js";

const method = dopri5({ rtol: 1e-6, atol: 1e-6 });
const makers = { bosh3, dopri5, tsit5, dop853 };

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

describe.each(Object.entries(makers))("%s is not to be broken", (_, make) => {
  const bounded = 100_000;
  /** Solves within two seconds and 10⁵ evaluations, whatever happens. */
  const run = (
    f: (y: number, t: number) => number,
    y0: number,
    { t0 = 0, t1, atol = 1e-6 }: { readonly t0?: number; readonly t1: number; readonly atol?: number },
  ) => {
    let calls = 0;
    const [low, high] = [Math.min(t0, t1), Math.max(t0, t1)];
    const asked = (y: number, t: number): number => {
      calls++;
      if (!(t >= low && t <= high)) throw new Error(`asked at ${t}`);
      return f(y, t);
    };
    const start = Date.now();
    const solution = solve(asked, y0, { t0, t1, method: make({ rtol: 1e-6, atol }) });
    expect(Date.now() - start).toBeLessThan(2000);
    expect(calls).toBeLessThanOrEqual(bounded);
    expect(solution.stats.evaluations).toBe(calls);
    return solution;
  };

  test("y' = e^y ends by stepUnderflow in front of t = 1", () => {
    const { status, t, y } = run((v) => Math.exp(v), 0, { t1: 10 });
    expect([status, Number.isFinite(y)]).toEqual(["stepUnderflow", true]);
    expect(Math.abs(t - 1)).toBeLessThan(1e-5);
    for (const power of [2, 3, 10, 40])
      expect(run((v) => v ** power, 1, { t1: 10 }).status, `y^${power}`).toBe("stepUnderflow");
  });

  test("NaN after ½ and an infinite right-hand side end by nonFiniteDerivative at the spot", () => {
    for (const bad of [NaN, Infinity, -Infinity])
      for (const spot of [0.5, 0.1, 0.9999]) {
        const { status, t, y } = run((v, time) => (time > spot ? bad : -v), 1, { t1: 1 });
        expect(status).toBe("nonFiniteDerivative");
        expect(Math.abs(t - spot)).toBeLessThan(1e-6);
        expect(y).toBeCloseTo(Math.exp(-spot), 5);
        const back = run((v, time) => (time < -spot ? bad : v), 1, { t1: -1 });
        expect([back.status, Math.abs(back.t + spot) < 1e-6]).toEqual(["nonFiniteDerivative", true]);
      }
    expect(run(() => Infinity, 1, { t1: 1 })).toMatchObject({ status: "nonFiniteDerivative", t: 0, y: 1 });
    // Where steps become as short as times can tell apart just after one was accepted.
    for (let k = 1; k < 1000; k += 1) {
      const { status, t } = run((v, time) => (time > k / 1000 ? NaN : -v), 1, { t1: 1 });
      expect([status, k, Math.abs(t - k / 1000) < 1e-6]).toEqual(["nonFiniteDerivative", k, true]);
    }
    // Broken by its state, not by time.
    const root = run((v) => -1 / Math.sqrt(v - 0.25), 1, { t1: 2 });
    expect(["nonFiniteDerivative", "stepUnderflow"]).toContain(root.status);
  });

  test("an interval of no length, and spans of 1e-300 and 1e300", () => {
    expect(run(() => NaN, 1, { t0: 2, t1: 2 })).toMatchObject({ status: "success", t: 2, y: 1 });
    expect(run((v) => -v, 1, { t1: 1e-300 })).toMatchObject({ status: "success", t: 1e-300, y: 1 });
    expect(["success", "maxSteps"]).toContain(run((v) => -v, 1, { t1: 1e300 }).status);
    expect(run((v) => -v / 1e300, 1, { t1: 1e300 }).y).toBeCloseTo(Math.exp(-1), 4);
  });

  test("time too coarse for a step is an underflow", () => {
    expect(run((v) => -v, 1, { t0: 1e15, t1: 1e15 + 1 })).toMatchObject({ status: "stepUnderflow", t: 1e15 });
    // 1e15 + 1e-3 is 1e15 itself in float64, so an interval of no length.
    expect(run((v) => -v, 1, { t0: 1e15, t1: 1e15 + 1e-3 }).stats.evaluations).toBe(0);
  });

  test("a slow equation far from t = 0 begins with a step that its times can tell apart", () => {
    const now = 1.76e12;
    for (const way of [1, -1]) {
      expect(run(() => 1e-3, 0, { t0: now, t1: now + way * 3.6e6 })).toMatchObject({ status: "success" });
      const decay = run((v) => -v / 8.64e9, 1, { t0: now, t1: now + way * 8.64e9 });
      expect(decay.status).toBe("success");
      expect(decay.y).toBeCloseTo(Math.exp(-way), 3);
    }
    expect(run((v) => -v / 1e308, 1, { t0: -8e307, t1: 8e307 }).y).toBeCloseTo(Math.exp(-1.6), 3);
  });

  test("zero scales, no elements and a million of them are fine", () => {
    expect(run((v) => -v, 0, { t1: 1, atol: 0 })).toMatchObject({ status: "success", y: 0 });
    const options = { t0: 0, t1: 1, method: make({ rtol: 1e-3, atol: 1e-3 }) };
    expect(solve((y) => y, new Float64Array(0), options).status).toBe("success");
    const decay = (y: Float64Array, _: number, out: Float64Array) => {
      for (let i = 0; i < y.length; i++) out[i] = -y[i]!;
      return out;
    };
    const start = Date.now();
    const { y, status } = solve(decay, new Float64Array(1e6).fill(1), options);
    // Two seconds of a core that is not shared; the machines of tests are.
    expect(Date.now() - start).toBeLessThan(8000);
    expect(status).toBe("success");
    expect(y[999_999]).toBeCloseTo(Math.exp(-1), 2);
  });

  test("slow stretches are no reason to give up", () => {
    const e = 0.99999;
    const kepler = (y: Float64Array, _: number, out: Float64Array): Float64Array => {
      const cube = Math.hypot(y[0]!, y[1]!) ** 3;
      return Object.assign(out, [y[2], y[3], -y[0]! / cube, -y[1]! / cube]);
    };
    const start = Float64Array.of(1 - e, 0, 0, Math.sqrt((1 + e) / (1 - e)));
    const method = make({ rtol: 1e-7, atol: 1e-7 });
    expect(solve(kepler, start, { t0: 0, t1: 10 * Math.PI, method }).status).toBe("success");
    const square = (y: number, t: number): number => (Math.floor(t) % 2 === 0 ? 55 - 1.5 * y : 55 - 0.5 * y);
    expect(solve(square, 110, { t0: 0, t1: 50, method: make({ rtol: 1e-9, atol: 1e-9 }) }).status).toBe(
      "success",
    );
  });

  test("a number of steps that is given is taken, where a fast beginning seems to leave no hope", () => {
    const chirp = (y: Float64Array, t: number, out: Float64Array): Float64Array => {
      const w = 2000 / (1 + t) ** 2;
      return Object.assign(out, [w * y[1]!, -w * y[0]!]);
    };
    const method = make({ rtol: 1e-6, atol: 1e-6, maxSteps: 200_000 });
    const { status, y } = solve(chirp, Float64Array.of(1, 0), { t0: 0, t1: 1e4, method });
    expect(status).toBe("success");
    expect(y[0]).toBeCloseTo(Math.cos((2000 * 1e4) / (1 + 1e4)), 1);
  });

  test("a hopelessly stiff problem is given up", () => {
    const { status, t, y, stats } = run((v) => -1e8 * v, 1, { t1: 1 });
    expect(stats.evaluations).toBeLessThan(1e5);
    expect(status).toBe("maxSteps");
    expect(t).toBeGreaterThan(0);
    expect(Math.abs(y)).toBeLessThan(1e-3);
  });
});
