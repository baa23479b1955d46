import { describe, expect, test } from "vitest";
import { dopri5Table } from "./methods/dopri5.js";
import { eulerTable } from "./methods/euler.js";
import { heunTable } from "./methods/heun.js";
import { midpointTable } from "./methods/midpoint.js";
import { rk4Table } from "./methods/rk4.js";
import { type ButcherTable, continuousExtension } from "./table.js";
import {
  fromFloat,
  gamma,
  plus,
  type Rational,
  rational,
  size,
  type Tree,
  times,
  treesOf,
} from "./testing/exact.js";

const zero = rational(0n);
const dot = (weights: readonly Rational[], values: readonly Rational[]): Rational =>
  weights.reduce((sum, w, j) => plus(sum, times(w, values[j]!)), zero);

/** Elementary weights Φᵢ(tree) of each stage. */
const stageWeights = (a: readonly (readonly Rational[])[], tree: Tree): readonly Rational[] =>
  a.map((_, i) =>
    tree.reduce((product, child) => times(product, dot(a[i]!, stageWeights(a, child))), rational(1n)),
  );

/** The highest order up to 6 whose conditions the weights meet exactly. */
const orderOf = ({ a }: ButcherTable, b: readonly number[]): number => {
  const exact = a.map((row) => row.map(fromFloat));
  const weights = b.map(fromFloat);
  for (let order = 1; order <= 6; order++)
    for (const tree of treesOf(order)) {
      const { p, q } = dot(weights, stageWeights(exact, tree));
      if (p * gamma(tree) !== q) return order - 1;
    }
  return 6;
};

const minus = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((x, i) => {
    const y = fromFloat(b[i]!);
    const { p, q } = plus(fromFloat(x), { p: -y.p, q: y.q });
    return Number(p) / Number(q);
  });

describe("order conditions in exact rational arithmetic", () => {
  test("there are 1, 1, 2, 4, 9, 20 rooted trees of order 1 to 6", () => {
    expect([1, 2, 3, 4, 5, 6].map((n) => treesOf(n).length)).toEqual([1, 1, 2, 4, 9, 20]);
    expect(treesOf(5).every((tree) => size(tree) === 5)).toBe(true);
  });

  test.each([eulerTable, midpointTable, heunTable, rk4Table, dopri5Table])(
    "$name has the order that it states, and no more",
    (table) => {
      expect(orderOf(table, table.b)).toBe(table.order);
    },
  );

  test.each([eulerTable, midpointTable, heunTable, rk4Table, dopri5Table])(
    "the stage times of $name are its row sums",
    ({ a, c }) => {
      for (const [i, row] of a.entries()) {
        const sum = row.map(fromFloat).reduce(plus, zero);
        expect(sum).toEqual(fromFloat(c[i]!));
      }
    },
  );

  test("dopri5's embedded solution has order 4", () => {
    expect(orderOf(dopri5Table, minus(dopri5Table.b, dopri5Table.error!))).toBe(4);
  });

  test("a table with one weight off by 1e-6 is caught", () => {
    const b = dopri5Table.b.with(2, dopri5Table.b[2]! + 1e-6);
    const a = rk4Table.a.map((row, i) => (i === 2 ? [0, 0.500001] : row));
    expect(orderOf(dopri5Table, b)).toBe(0);
    expect(orderOf({ ...rk4Table, a }, rk4Table.b)).toBeLessThan(3);
  });

  test("the continuous extensions end in y₁, and dopri5's is the one of Shampine", () => {
    for (const table of [eulerTable, midpointTable, heunTable, rk4Table, dopri5Table])
      for (const [i, row] of continuousExtension(table).entries())
        expect(row.reduce((sum, w) => sum + w, 0)).toBeCloseTo(table.b[i] ?? 0, 14);
    // Rows of k₁, k₃ and k₇ as SciPy 1.17 prints them (RK45.P).
    const rows = continuousExtension(dopri5Table);
    const scipy = [
      [0, [1, -2.8535800653862835, 3.0717434641059005, -1.1270175653862835]],
      [2, [0, 4.023133379230305, -6.249321565289, 2.675424484351598]],
      [6, [0, 1.3824689317781436, -3.764937863556287, 2.382468931778144]],
    ] as const;
    for (const [i, row] of scipy) for (const [j, w] of row.entries()) expect(rows[i]![j]).toBeCloseTo(w, 13);
  });
});
