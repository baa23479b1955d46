import { expect, test } from "vitest";
import { preferences } from "./preferences.js";

const orderOf = (cost: readonly number[]): number[] => {
  const { next } = preferences(cost);
  return [...cost, 0].map(next);
};

test("columns come from the least cost to the largest, the first of equal ones first, and then none", () => {
  expect(orderOf([])).toEqual([-1]);
  expect(orderOf([3])).toEqual([0, -1]);
  expect(orderOf([2, 1, 2, 1, 0, -5])).toEqual([5, 4, 1, 3, 0, 2, -1]);
  const many = Array.from({ length: 200 }, (_, i) => (i * 37) % 50);
  const sorted = many.map((_, i) => i).sort((i, j) => many[i]! - many[j]! || i - j);
  expect(orderOf(many)).toEqual([...sorted, -1]);
});
