import { describe, expect, test } from "vitest";
import { type Assignment, assign, type CostShape, squaredDistances } from "./index.js";

/** Numbers in [0, 1) from a linear congruence: this package has no generator of its own, and needs no better one. */
function numbers(seed: number, count: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

/** Least cost over all assignments, by trying them: row after row, each free column. */
function bruteForce(cost: ArrayLike<number>, { rows, columns }: CostShape): number {
  if (rows > columns) {
    const flipped = Float64Array.from(
      { length: cost.length },
      (_, k) => cost[(k % rows) * columns + Math.floor(k / rows)]!,
    );
    return bruteForce(flipped, { rows: columns, columns: rows });
  }
  const least = (row: number, used: number): number => {
    if (row === rows) return 0;
    let best = Number.POSITIVE_INFINITY;
    for (let j = 0; j < columns; j++) {
      if ((used & (1 << j)) === 0)
        best = Math.min(best, cost[row * columns + j]! + least(row + 1, used | (1 << j)));
    }
    return best;
  };
  return least(0, 0);
}

/** Every way in which an answer fails to prove itself optimal; `slack` is the rounding that is allowed. */
function faults(cost: ArrayLike<number>, { rows, columns }: CostShape, answer: Assignment): string[] {
  const { columnOfRow, rowOfColumn, dual } = answer;
  const scale = Array.from(cost).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const slack = 1e-13 * scale * Math.max(rows, columns);
  const found = new Set<string>();
  if (columnOfRow.length !== rows || rowOfColumn.length !== columns) found.add("lengths");
  const pairs = columnOfRow.filter((column) => column >= 0).length;
  if (pairs !== Math.min(rows, columns)) found.add("not all assigned");
  columnOfRow.forEach((column, row) => {
    if (column >= 0 && rowOfColumn[column] !== row) found.add("not one to one");
  });
  rowOfColumn.forEach((row, column) => {
    if (row >= 0 && columnOfRow[row] !== column) found.add("not one to one");
  });
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const reduced = cost[i * columns + j]! - dual.u[i]! - dual.v[j]!;
      if (!(reduced >= -slack)) found.add("dual infeasible");
      if (columnOfRow[i] === j && !(Math.abs(reduced) <= slack)) found.add("not tight");
    }
  }
  const [long, mate] = rows > columns ? [dual.u, columnOfRow] : [dual.v, rowOfColumn];
  if (rows !== columns && long.some((price, i) => price > 0 || (mate[i]! < 0 && price !== 0))) {
    found.add("unassigned price");
  }
  const bound = dual.u.reduce((a, b) => a + b, 0) + dual.v.reduce((a, b) => a + b, 0);
  if (Math.abs(bound - answer.cost) > slack * Math.max(rows, columns)) found.add("gap");
  return [...found];
}

const kinds: readonly (readonly [string, (seed: number, shape: CostShape) => Float64Array])[] = [
  ["uniform costs", (seed, { rows, columns }) => numbers(seed, rows * columns)],
  [
    "costs of both signs",
    (seed, { rows, columns }) => numbers(seed, rows * columns).map((x) => 200 * x - 150),
  ],
  ["many ties", (seed, { rows, columns }) => numbers(seed, rows * columns).map((x) => Math.floor(3 * x))],
  ["zeros only", (_, { rows, columns }) => new Float64Array(rows * columns)],
  ["scales from 1e-9 to 1", (seed, { rows, columns }) => numbers(seed, rows * columns).map((x) => x ** 12)],
  [
    "products i · j",
    (_, { rows, columns }) =>
      Float64Array.from({ length: rows * columns }, (__, k) => Math.floor(k / columns) * (k % columns)),
  ],
  [
    "clustered and spread points",
    (seed, { rows, columns }) =>
      squaredDistances(
        numbers(seed, 2 * rows).map((x) => 0.1 * x),
        numbers(seed + 1, 2 * columns),
        { dimension: 2 },
      ),
  ],
];

describe.each(kinds)("assign, %s", (_, make) => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 5],
    [5, 3],
    [6, 6],
    [7, 7],
    [1, 6],
    [6, 1],
  ])("of %d by %d costs what trying all assignments finds", (rows, columns) => {
    for (let seed = 1; seed <= 5; seed++) {
      const cost = make(seed, { rows, columns });
      const answer = assign(cost, { rows, columns });
      const truth = bruteForce(cost, { rows, columns });
      expect(Math.abs(answer.cost - truth)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(truth)));
      expect(faults(cost, { rows, columns }, answer)).toEqual([]);
    }
  });

  test.each([
    [40, 40],
    [150, 150],
    [40, 90],
    [90, 40],
    [99, 100],
  ])("of %d by %d proves itself optimal by its prices", (rows, columns) => {
    for (let seed = 1; seed <= 3; seed++) {
      const cost = make(seed, { rows, columns });
      expect(faults(cost, { rows, columns }, assign(cost, { rows, columns }))).toEqual([]);
    }
  });
});

describe("assign", () => {
  test("the proof rejects a worse assignment and false prices", () => {
    const shape = { rows: 20, columns: 20 };
    const cost = numbers(1, 400);
    const good = assign(cost, shape);
    const columnOfRow = good.columnOfRow.slice();
    const rowOfColumn = good.rowOfColumn.slice();
    const [a, b] = [columnOfRow[0]!, columnOfRow[1]!];
    columnOfRow.set([b, a]);
    rowOfColumn[a] = 1;
    rowOfColumn[b] = 0;
    expect(faults(cost, shape, { ...good, columnOfRow, rowOfColumn })).toContain("not tight");
    const u = good.dual.u.map((x) => x + 0.01);
    expect(faults(cost, shape, { ...good, dual: { ...good.dual, u } })).toContain("dual infeasible");
    expect(faults(cost, shape, { ...good, cost: good.cost + 0.01 })).toContain("gap");
  });

  test("sorts two sets of points on a line, which is the optimal transport there", () => {
    const a = numbers(5, 300);
    const b = numbers(6, 300).map((x) => 3 * x * x - 1);
    const { columnOfRow } = assign(squaredDistances(a, b, { dimension: 1 }), { rows: 300, columns: 300 });
    const order = [...a.keys()].sort((i, j) => a[i]! - a[j]!);
    const images = order.map((i) => b[columnOfRow[i]!]!);
    expect(images).toEqual([...b].sort((x, y) => x - y));
  });

  test("takes costs whose range is among the smallest numbers", () => {
    const small = 1e-162;
    const cost = squaredDistances(
      Float64Array.of(0, small, 2 * small, 3 * small),
      Float64Array.of(small, 0, 4 * small, small),
      { dimension: 1 },
    );
    expect(assign(cost, { rows: 4, columns: 4 }).cost).toBe(0);
  });

  test("finds a hidden permutation of moved points", () => {
    const n = 200;
    const a = numbers(7, 3 * n);
    const place = (i: number) => (77 * i + 13) % n;
    const b = new Float64Array(3 * n);
    for (let i = 0; i < n; i++)
      b.set(
        [...a.slice(3 * i, 3 * i + 3)].map((x) => x + 5),
        3 * place(i),
      );
    const { columnOfRow } = assign(squaredDistances(a, b, { dimension: 3 }), { rows: n, columns: n });
    expect([...columnOfRow]).toEqual(Array.from({ length: n }, (_, i) => place(i)));
  });

  test("takes float32 costs, leaves them as they were and repeats itself", () => {
    const cost = Float32Array.from(numbers(8, 900));
    const before = cost.slice();
    const answer = assign(cost, { rows: 30, columns: 30 });
    expect(cost).toEqual(before);
    expect(answer).toEqual(assign(Float64Array.from(cost), { rows: 30, columns: 30 }));
  });

  test.each([
    [0, 0],
    [0, 3],
    [3, 0],
  ])("of %d by %d assigns nothing", (rows, columns) => {
    const answer = assign(new Float64Array(0), { rows, columns });
    expect(answer.cost).toBe(0);
    expect([...answer.columnOfRow]).toEqual(Array(rows).fill(-1));
    expect([...answer.rowOfColumn]).toEqual(Array(columns).fill(-1));
  });

  test("names the entry that is not finite", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => assign(Float64Array.of(0, 1, 2, 3, bad, 5), { rows: 2, columns: 3 })).toThrow(
        `assign: costs must be finite, got ${bad} at row 1, column 1.`,
      );
    }
  });

  test("refuses a shape that is none or does not fit", () => {
    expect(() => assign(new Float64Array(4), { rows: 2.5, columns: 2 })).toThrow(
      "assign: rows must be a non-negative integer, got 2.5.",
    );
    expect(() => assign(new Float64Array(4), { rows: 2, columns: -2 })).toThrow(
      "assign: columns must be a non-negative integer, got -2.",
    );
    expect(() => assign(new Float64Array(4), { rows: 2, columns: 3 })).toThrow(
      "assign: cost must have rows * columns = 6 entries, got 4.",
    );
  });
});
