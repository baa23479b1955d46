import { describe, expect, test } from "vitest";
import { bosh3Table } from "./methods/bosh3.js";
import { dop853Table } from "./methods/dop853.js";
import { dopri5Table } from "./methods/dopri5.js";
import { eulerTable } from "./methods/euler.js";
import { heunTable } from "./methods/heun.js";
import { midpointTable } from "./methods/midpoint.js";
import { ralstonTable } from "./methods/ralston.js";
import { rk4Table } from "./methods/rk4.js";
import { tsit5Table } from "./methods/tsit5.js";
import { type ButcherTable, extensionOf } from "./table.js";
import {
  binary,
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
const stageWeights = (a: readonly (readonly Rational[])[], tree: Tree): readonly Rational[] => {
  const children = tree.map((child) => stageWeights(a, child));
  return a.map((row) => children.reduce((product, phi) => times(product, dot(row, phi)), rational(1n)));
};

const floatWeights = (a: readonly (readonly number[])[], tree: Tree): readonly number[] => {
  const children = tree.map((child) => floatWeights(a, child));
  return a.map((row) =>
    children.reduce((product, phi) => product * row.reduce((sum, w, j) => sum + w * phi[j]!, 0), 1),
  );
};

/** How far a decimal table may miss a condition, in units of the sum's own terms: what its 15 digits allow. */
const decimal = rational(1n, 10n ** 14n);
const magnitude = ({ p, q }: Rational): Rational => ({ p: p < 0n ? -p : p, q });

/**
 * The highest order up to 9 whose conditions the weights meet: exactly where `exact`, else to the table's digits.
 */
const orderOf = ({ a }: Pick<ButcherTable, "a">, b: readonly number[], exact: boolean): number => {
  const read = exact ? fromFloat : binary;
  const table = a.map((row) => row.map(read));
  const weights = b.map(read);
  for (let order = 1; order <= 9; order++)
    for (const tree of treesOf(order)) {
      const phi = stageWeights(table, tree);
      const miss = magnitude(plus(dot(weights, phi), rational(-1n, gamma(tree))));
      const scale = dot(weights.map(magnitude), phi.map(magnitude));
      const allowed = exact ? zero : times(decimal, plus(scale, rational(1n)));
      if (miss.p * allowed.q > allowed.p * miss.q) return order - 1;
    }
  return 9;
};

/** Coefficients of θ, θ², … in the weight of each slope: the extension as polynomials, from `bᵢ` at y₁. */
const continuousExtension = (table: ButcherTable): readonly (readonly number[])[] => {
  const terms = extensionOf(table).map(({ powers: [p, q], weights }) => {
    // θᵖ(1 − θ)^q by its binomial coefficients.
    const basis = new Array<number>(p).fill(0);
    for (let j = 0, binomial = 1; j <= q; j++) {
      basis.push(j % 2 ? -binomial : binomial);
      binomial *= (q - j) / (j + 1);
    }
    return { basis, weights };
  });
  const count = Math.max(...terms.map(({ weights }) => weights.length));
  const degree = Math.max(...terms.map(({ basis }) => basis.length)) - 1;
  return Array.from({ length: count }, (_, i) => {
    const coefficient = (power: number): number =>
      terms.reduce((sum, { basis, weights }) => sum + (basis[power] ?? 0) * (weights[i] ?? 0), 0);
    expect(coefficient(0) + (table.b[i] ?? 0)).toBeCloseTo(0, 15);
    return Array.from({ length: degree }, (__, power) => coefficient(power + 1));
  });
};

const minus = (a: readonly number[], b: readonly number[]): number[] =>
  b.map((y, i) => {
    const minuend = fromFloat(a[i] ?? 0);
    const { p, q } = fromFloat(y);
    const difference = plus(minuend, { p: -p, q });
    return Number(difference.p) / Number(difference.q);
  });

const rationalTables = [
  eulerTable,
  midpointTable,
  heunTable,
  ralstonTable,
  rk4Table,
  bosh3Table,
  dopri5Table,
];
const decimalTables = [tsit5Table, dop853Table];
const tables = [
  ...rationalTables.map((table) => ({ table, exact: true, name: table.name })),
  ...decimalTables.map((table) => ({ table, exact: false, name: table.name })),
];

describe("order conditions in exact rational arithmetic", () => {
  test("there are 1, 1, 2, 4, 9, 20, 48, 115, 286 rooted trees of order 1 to 9", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => treesOf(n).length)).toEqual([
      1, 1, 2, 4, 9, 20, 48, 115, 286,
    ]);
    expect(treesOf(5).every((tree) => size(tree) === 5)).toBe(true);
  });

  test.each(tables)("$name has the order that it states, and no more", ({ table, exact }) => {
    expect(orderOf(table, table.b, exact)).toBe(table.order);
  });

  test.each(tables)(
    "the stage times of $name are its row sums, and those of its extra stages",
    ({ table, exact }) => {
      const rows = [...table.a, ...(table.extra?.a ?? [])];
      for (const [i, row] of rows.entries()) {
        const c = [...table.c, ...(table.extra?.c ?? [])][i]!;
        if (exact) expect(row.map(fromFloat).reduce(plus, zero)).toEqual(fromFloat(c));
        else expect(row.reduce((sum, w) => sum + w, 0)).toBeCloseTo(c, 13);
      }
    },
  );

  test("embedded solutions have their orders: bosh3 2, dopri5 and tsit5 4, dop853 5 and 3", () => {
    expect(orderOf(bosh3Table, minus(bosh3Table.b, bosh3Table.error), true)).toBe(2);
    expect(orderOf(dopri5Table, minus(dopri5Table.b, dopri5Table.error), true)).toBe(4);
    const less = (b: readonly number[], e: readonly number[]) => e.map((w, i) => (b[i] ?? 0) - w);
    expect(orderOf(tsit5Table, less(tsit5Table.b, tsit5Table.error), false)).toBe(4);
    expect(orderOf(dop853Table, less(dop853Table.b, dop853Table.error), false)).toBe(5);
    expect(orderOf(dop853Table, less(dop853Table.b, dop853Table.lowerError!), false)).toBe(3);
  });

  test.each(tables)("$name with any one coefficient off by 1e-6 is rejected", ({ table, exact }) => {
    for (const [i, w] of table.b.entries())
      if (w !== 0) expect(orderOf(table, table.b.with(i, w + 1e-6), exact)).toBe(0);
    for (const [i, row] of table.a.entries())
      for (const [j, w] of row.entries()) {
        if (w === 0 || (table.fsal && i === table.a.length - 1)) continue;
        const a = table.a.with(i, row.with(j, w + 1e-6));
        expect(orderOf({ a }, table.b, exact), `a[${i}][${j}]`).toBeLessThan(table.order);
      }
  });

  test.each(tables)("the continuous extension of $name meets the conditions of its order", ({ table }) => {
    // Of order p − 1 at θ: Σ bᵢ(θ) Φᵢ(tree) = θ^|tree| / γ(tree), with the extra stages as stages.
    const { a, c, fsal, extra, order, b } = table;
    const all = [...a, ...(fsal ? [] : [[...b]]), ...(extra?.a ?? [])];
    const rows = continuousExtension(table);
    expect(rows.length).toBe(all.length);
    expect(c.length).toBe(a.length);
    const least = Math.min(Math.max(order - 1, 1), 7);
    for (const theta of [0.1, 0.5, 0.77, 1]) {
      const weights = rows.map((row) => row.reduce((sum, w, j) => sum + w * theta ** (j + 1), 0));
      for (let n = 1; n <= least; n++)
        for (const tree of treesOf(n)) {
          const phi = floatWeights(all, tree);
          const sum = weights.reduce((total, w, i) => total + w * phi[i]!, 0);
          expect(Math.abs(sum - theta ** n / Number(gamma(tree)))).toBeLessThan(1e-12);
        }
    }
  });

  test("the continuous extensions end in y₁ with the slope there, and begin in y with its slope", () => {
    for (const { table } of tables) {
      const last = table.c.length - (table.fsal ? 1 : 0);
      for (const [i, row] of continuousExtension(table).entries()) {
        expect(row.reduce((sum, w) => sum + w, 0)).toBeCloseTo(table.b[i] ?? 0, 11);
        expect(row.reduce((sum, w, j) => sum + (j + 1) * w, 0)).toBeCloseTo(i === last ? 1 : 0, 10);
        expect(row[0]).toBe(i === 0 ? 1 : 0);
      }
    }
  });

  test("dopri5's extension is the one of Shampine", () => {
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
