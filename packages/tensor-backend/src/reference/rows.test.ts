import { expect, test } from "vitest";
import { broadcastView, viewOf, walkRows } from "./rows.js";

/** Every row of a walk, with copies of what the walk reuses. */
function rowsOf(...[shape, views]: [readonly number[], Parameters<typeof walkRows>[1]]): unknown[] {
  const rows: unknown[] = [];
  walkRows(shape, views, (starts, steps, length) =>
    rows.push({ starts: [...starts], steps: [...steps], length }),
  );
  return rows;
}

test("equal shapes are one row, whatever the rank", () => {
  const view = viewOf([2, 3, 4]);
  expect(rowsOf([2, 3, 4], [view, view])).toEqual([{ starts: [0, 0], steps: [1, 1], length: 24 }]);
});

test("a scalar with a tensor is one row with step 0", () => {
  expect(rowsOf([2, 3], [viewOf([2, 3]), broadcastView([], [2, 3])])).toEqual([
    { starts: [0, 0], steps: [1, 0], length: 6 },
  ]);
});

test("a vector along the last axis starts again for each row", () => {
  expect(rowsOf([2, 3], [viewOf([2, 3]), broadcastView([3], [2, 3])])).toEqual([
    { starts: [0, 0], steps: [1, 1], length: 3 },
    { starts: [3, 0], steps: [1, 1], length: 3 },
  ]);
});

test("a column is held along each row", () => {
  expect(rowsOf([2, 3], [viewOf([2, 3]), broadcastView([2, 1], [2, 3])])).toEqual([
    { starts: [0, 0], steps: [1, 0], length: 3 },
    { starts: [3, 1], steps: [1, 0], length: 3 },
  ]);
});

test("a scalar is one row of length 1 and a shape without elements has none", () => {
  expect(rowsOf([], [viewOf([])])).toEqual([{ starts: [0], steps: [0], length: 1 }]);
  expect(rowsOf([1, 1], [viewOf([1, 1])])).toEqual([{ starts: [0], steps: [0], length: 1 }]);
  expect(rowsOf([3, 0, 2], [viewOf([3, 0, 2])])).toEqual([]);
});

test("a walk over six axes visits every element once, in order", () => {
  const shape = [2, 3, 1, 2, 3, 2];
  const order: number[] = [];
  const turned = { offset: 0, strides: [36, 12, 12, 1, 4, 2] };
  walkRows(shape, [viewOf(shape), turned], ([at], [step], length) => {
    for (let n = 0; n < length; n++) order.push(at! + n * step!);
  });
  expect(order).toEqual(Array.from({ length: 72 }, (_, i) => i));
});
