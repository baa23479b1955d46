import { describe, expect, test } from "vitest";
import { dopri5 } from "./methods/dopri5.js";
import { solve } from "./solve.js";
import { detest } from "./testing/detest.js";
import { detestGolden } from "./testing/detest-golden.js";

const run = (name: string, tolerance: number) => {
  const { f, y0 } = detest[name]!;
  const method = dopri5({ rtol: tolerance, atol: tolerance });
  const { y, status, stats } = solve(f, Float64Array.from(y0), { t0: 0, t1: 20, method });
  const square = y.reduce((sum, v, i) => sum + (v - detestGolden[name]!.y[i]!) ** 2, 0);
  return { status, evaluations: stats.evaluations, rms: Math.sqrt(square / y.length) };
};

describe("dopri5 beside SciPy's RK45 on the 25 problems of DETEST", () => {
  test.each([1e-3, 1e-6, 1e-9])(
    "needs at most 1.1 times its evaluations and makes at most twice its error at %s",
    (tolerance) => {
      let ours = 0;
      let theirs = 0;
      for (const name of Object.keys(detest)) {
        const [, evaluations, rms] = detestGolden[name]!.rk45.find(([tol]) => tol === tolerance)!;
        const result = run(name, tolerance);
        expect(result.status, name).toBe("success");
        expect(result.evaluations, name).toBeLessThanOrEqual(1.1 * evaluations);
        expect(result.rms, name).toBeLessThanOrEqual(2 * rms + 1e-14);
        ours += result.evaluations;
        theirs += evaluations;
      }
      expect(ours / theirs).toBeLessThan(1.01);
    },
  );

  test("totals are those known of SciPy", () => {
    const total = (tolerance: number) =>
      Object.values(detestGolden).reduce(
        (sum, { rk45 }) => sum + rk45.find(([tol]) => tol === tolerance)![1],
        0,
      );
    expect([1e-3, 1e-6, 1e-9].map(total)).toEqual([4238, 10916, 32996]);
  });
});
