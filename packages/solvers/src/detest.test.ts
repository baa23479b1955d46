import { describe, expect, test } from "vitest";
import golden from "./golden/detest.json" with { type: "json" };
import { bosh3 } from "./methods/bosh3.js";
import { dop853 } from "./methods/dop853.js";
import { dopri5 } from "./methods/dopri5.js";
import { solve } from "./solve.js";
import { detest } from "./testing/detest.js";

const makers = { bosh3, dopri5, dop853 };
type Name = keyof typeof golden;

const run = (name: Name, method: keyof typeof makers, tolerance: number) => {
  const { f, y0 } = detest[name]!;
  const options = { t0: 0, t1: 20, method: makers[method]({ rtol: tolerance, atol: tolerance }) };
  const { y, status, stats } = solve(f, Float64Array.from(y0), options);
  const square = y.reduce((sum, v, i) => sum + (v - golden[name].y[i]!) ** 2, 0);
  return { status, evaluations: stats.evaluations, rms: Math.sqrt(square / y.length) };
};

describe.each([
  ["bosh3", "RK23"],
  ["dopri5", "RK45"],
  ["dop853", "DOP853"],
] as const)("%s beside SciPy's %s on the 25 problems of DETEST", (method, _) => {
  const tolerances = golden.A1[method].map(([tolerance]) => tolerance!);

  test.each(tolerances)(
    "needs at most 1.1 times its evaluations, with at most twice its error, at %s",
    (tolerance) => {
      let [ours, theirs] = [0, 0];
      for (const name of Object.keys(golden) as Name[]) {
        const [, evaluations, rms] = golden[name][method].find(([tol]) => tol === tolerance)!;
        const result = run(name, method, tolerance);
        expect(result.status, name).toBe("success");
        expect(result.evaluations, name).toBeLessThanOrEqual(1.1 * evaluations!);
        expect(result.rms, name).toBeLessThanOrEqual(2 * rms! + 1e-14);
        ours += result.evaluations;
        theirs += evaluations!;
      }
      expect(ours / theirs).toBeLessThan(1.005);
    },
  );

  test("another controller is told apart", () => {
    const method853 = makers[method]({ rtol: 1e-6, atol: 1e-6, maxStep: 0.05 });
    const { f, y0 } = detest.A1!;
    const { stats } = solve(f, Float64Array.from(y0), { t0: 0, t1: 20, method: method853 });
    expect(stats.evaluations).toBeGreaterThan(1.1 * golden.A1[method].find(([tol]) => tol === 1e-6)![1]!);
  });
});

test("totals of SciPy 1.17 are those known of it", () => {
  const total = (method: keyof typeof makers, tolerance: number) =>
    Object.values(golden).reduce((sum, row) => sum + row[method].find(([tol]) => tol === tolerance)![1]!, 0);
  expect([1e-3, 1e-6, 1e-9].map((tolerance) => total("dopri5", tolerance))).toEqual([4238, 10916, 32996]);
  expect([1e-3, 1e-6, 1e-9].map((tolerance) => total("dop853", tolerance))).toEqual([5762, 10226, 20102]);
  expect([1e-3, 1e-6].map((tolerance) => total("bosh3", tolerance))).toEqual([4391, 28553]);
});
