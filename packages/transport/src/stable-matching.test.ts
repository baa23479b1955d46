import { describe, expect, test } from "vitest";
import { assign, squaredDistances, stableMatching } from "./index.js";

function numbers(seed: number, count: number): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

describe("stableMatching", () => {
  test.each([[40, 40], [30, 50], [50, 30]])("of %d by %d has no pair that would rather have each other", (rows, columns) => {
    const cost = squaredDistances(numbers(1, 2 * rows), numbers(2, 2 * columns), { dimension: 2 });
    const { columnOfRow, rowOfColumn, cost: total } = stableMatching(cost, { rows, columns });
    expect(columnOfRow.filter((c) => c >= 0)).toHaveLength(Math.min(rows, columns));
    const at = (i: number, j: number): number => (i < 0 || j < 0 ? Infinity : cost[i * columns + j]!);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++)
        expect(at(i, j) < at(i, columnOfRow[i]!) && at(i, j) < at(rowOfColumn[j]!, j)).toBe(false);
    for (const [i, j] of columnOfRow.entries()) if (j >= 0) expect(rowOfColumn[j]).toBe(i);
    expect(total).toBeGreaterThanOrEqual(assign(cost, { rows, columns }).cost - 1e-12);
  }); // biome-ignore format: a table

  test("of a common cost takes the cheapest pair first", () => {
    expect([
      ...stableMatching(Float64Array.of(4, 1, 3, 2, 0, 5), { rows: 2, columns: 3 }).columnOfRow,
    ]).toEqual([2, 1]);
  });

  test("refuses costs that are not finite", () => {
    expect(() => stableMatching(Float64Array.of(1, Infinity), { rows: 1, columns: 2 })).toThrow(
      "stableMatching: costs must be finite, got Infinity at row 0, column 1.",
    );
  });
});
