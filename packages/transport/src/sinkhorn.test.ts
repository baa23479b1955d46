import { describe, expect, test } from "vitest";
import { assign, sinkhorn, squaredDistances } from "./index.js";

/** Numbers in [0, 1) from a linear congruence. */
function numbers(seed: number, count: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

const cost = squaredDistances(numbers(1, 60), numbers(2, 80), { dimension: 2 });
const shape = { rows: 30, columns: 40 };

describe("sinkhorn", () => {
  test("has the plan of two points, in closed form", () => {
    const { plan, entropy } = sinkhorn(Float64Array.of(0, 1, 1, 0), {
      rows: 2,
      columns: 2,
      regularization: 0.5,
      tolerance: 1e-14,
    });
    const stay = 0.5 / (1 + Math.exp(-2));
    expect([...plan]).toEqual([stay, 0.5 - stay, 0.5 - stay, stay].map((p) => expect.closeTo(p, 14)));
    expect(entropy).toBeCloseTo(-2 * stay * Math.log(stay) - 2 * (0.5 - stay) * Math.log(0.5 - stay), 13);
  });

  test.each([1, 0.1, 0.01, 1e-3])(
    "has its marginals and the form a b e^((u + v − c)/ε), ε = %s",
    (regularization) => {
      const weights = {
        rowWeights: numbers(3, 30).map((w) => w + 0.1),
        columnWeights: numbers(4, 40).map((w) => w + 0.1),
      };
      const { plan, dual, status, error } = sinkhorn(cost, {
        ...shape,
        ...weights,
        regularization,
        tolerance: 1e-9,
      });
      expect([status, error < 1e-8]).toEqual(["tolerance", true]);
      const sum = (list: ArrayLike<number>): number => Array.from(list).reduce((a, b) => a + b, 0);
      const [a, b] = [weights.rowWeights, weights.columnWeights].map((w) => w.map((x) => x / sum(w)));
      for (let j = 0; j < 40; j++) {
        const mass = sum(Array.from({ length: 30 }, (_, i) => plan[i * 40 + j]!));
        expect(Math.abs(mass - b![j]!)).toBeLessThan(1e-14);
      }
      for (let i = 0; i < 30; i++)
        for (let j = 0; j < 40; j++) {
          const want =
            a![i]! * b![j]! * Math.exp((dual.u[i]! + dual.v[j]! - cost[i * 40 + j]!) / regularization);
          expect(Math.abs(plan[i * 40 + j]! - want)).toBeLessThan(1e-15);
        }
    },
  );

  test("tends to the least cost as ε falls, and to independence as it grows", () => {
    const square = squaredDistances(numbers(5, 50), numbers(6, 50), { dimension: 2 });
    const exact = assign(square, { rows: 25, columns: 25 }).cost / 25;
    const costs = [1, 0.1, 0.01, 2e-4].map((regularization) =>
      sinkhorn(square, { rows: 25, columns: 25, regularization }),
    );
    for (const [i, { cost: here, entropy }] of costs.entries()) {
      expect(here).toBeGreaterThan(exact - 1e-6);
      if (i > 0) expect(here).toBeLessThan(costs[i - 1]!.cost);
      if (i > 0) expect(entropy).toBeLessThan(costs[i - 1]!.entropy);
    }
    // ⟨C, π⟩ exceeds the least cost by at most ε times the entropy that is to be gained, ln 25.
    expect(costs[3]!.cost - exact).toBeLessThan(2e-4 * Math.log(25) + 1e-6);
    expect(sinkhorn(square, { rows: 25, columns: 25, regularization: 1e6 }).entropy).toBeCloseTo(
      2 * Math.log(25),
      6,
    );
  });

  test("does not underflow where a plain kernel would, and says when sweeps ran out", () => {
    const far = cost.map((c) => 1e6 * c);
    expect(sinkhorn(far, { ...shape, regularization: 1e3 }).plan.every(Number.isFinite)).toBe(true);
    expect(
      sinkhorn(cost, { ...shape, regularization: 1e-3, maxIterations: 2, tolerance: 1e-12 }).status,
    ).toBe("iterations");
  });

  test.each([0.3, 0.03])("agrees with plain sweeps in the log domain, ε = %s", (epsilon) => {
    const [u, v] = [new Float64Array(30), new Float64Array(40)];
    const logMeanExp = (count: number, exponent: (k: number) => number): number =>
      Math.log(
        Array.from({ length: count }, (_, k) => Math.exp(exponent(k))).reduce((x, y) => x + y) / count,
      );
    for (let sweep = 0; sweep < 3000; sweep++) {
      for (let i = 0; i < 30; i++)
        u[i] = -epsilon * logMeanExp(40, (j) => (v[j]! - cost[i * 40 + j]!) / epsilon);
      for (let j = 0; j < 40; j++)
        v[j] = -epsilon * logMeanExp(30, (i) => (u[i]! - cost[i * 40 + j]!) / epsilon);
    }
    const { plan } = sinkhorn(cost, { ...shape, regularization: epsilon, tolerance: 1e-12 });
    for (const [at, mass] of plan.entries()) {
      const exponent = (u[Math.floor(at / 40)]! + v[at % 40]! - cost[at]!) / epsilon;
      expect(Math.abs(mass - Math.exp(exponent) / 1200)).toBeLessThan(1e-13);
    }
  });

  test("needs few sweeps: overrelaxed where plain ones take thousands", () => {
    const square = squaredDistances(numbers(7, 400), numbers(8, 400), { dimension: 2 });
    const { status, iterations } = sinkhorn(square, {
      rows: 200,
      columns: 200,
      regularization: 1e-3,
      tolerance: 1e-6,
    });
    expect(status).toBe("tolerance");
    expect(iterations).toBeLessThan(1000);
  });

  test("ends when its plan fits, and not when the point beyond it on the way does", () => {
    const square = squaredDistances(numbers(5, 200), numbers(6, 200), { dimension: 2 });
    const { status, iterations } = sinkhorn(square, { rows: 100, columns: 100, regularization: 3e-4 });
    expect(status).toBe("tolerance");
    // 811; the point on the way takes more than 10,000.
    expect(iterations).toBeLessThan(1500);
  });

  test("fits masses from 1e-30 to 1, whose products leave the range of the numbers", () => {
    const rowWeights = Array.from({ length: 30 }, (_, i) => 10 ** -i);
    const columnWeights = Array.from({ length: 40 }, (_, j) => 10 ** (j - 39));
    const weighed = sinkhorn(cost, { ...shape, rowWeights, columnWeights, regularization: 1e-3 });
    expect(weighed.status).toBe("tolerance");
    expect(weighed.plan.every(Number.isFinite)).toBe(true);
  });

  test("refuses what is not positive, and lengths that do not fit", () => {
    const options = { ...shape, regularization: 0.1 };
    expect(() => sinkhorn(cost, { ...options, regularization: 0 })).toThrow(
      "sinkhorn: regularization must be positive and finite, got 0.",
    );
    expect(() => sinkhorn(cost, { ...options, rowWeights: new Float64Array(30) })).toThrow(
      "sinkhorn: rowWeights must be positive and finite, got 0. Leave out points without weight.",
    );
    expect(() => sinkhorn(cost, { ...options, columnWeights: [1] })).toThrow(
      "sinkhorn: columnWeights must have 40 entries, got 1.",
    );
    expect(() => sinkhorn(cost, { ...options, rows: 3 })).toThrow(
      "sinkhorn: cost must have rows * columns = 120 entries, got 1200.",
    );
    expect(() =>
      sinkhorn(
        cost.map(() => Number.NaN),
        options,
      ),
    ).toThrow("sinkhorn: costs must be finite, got NaN");
  });
});
