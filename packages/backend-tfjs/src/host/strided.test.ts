import { expect, test } from "vitest";
import { copyStrided, dense, forEachRow, repeated } from "./strided.js";

function rowsOf(
  shape: number[],
  ...layouts: Parameters<typeof forEachRow>[1]
): [number[], number[], number][] {
  const rows: [number[], number[], number][] = [];
  forEachRow(shape, layouts, (starts, steps, length) => rows.push([[...starts], [...steps], length]));
  return rows;
}

test("arrays of one shape are one row", () => {
  expect(rowsOf([2, 3, 4], dense([2, 3, 4]), dense([2, 3, 4]))).toEqual([[[0, 0], [1, 1], 24]]);
});

test("a scalar is repeated by a step of 0, and nothing has no rows", () => {
  expect(rowsOf([2, 3], dense([2, 3]), repeated([], [2, 3]))).toEqual([[[0, 0], [1, 0], 6]]);
  expect(rowsOf([2, 0], dense([2, 0]))).toEqual([]);
  expect(rowsOf([], dense([]))).toEqual([[[0], [0], 1]]);
});

test("a column and a row meet row by row", () => {
  expect(rowsOf([2, 3], repeated([2, 1], [2, 3]), repeated([3], [2, 3]))).toEqual([
    [[0, 0], [0, 1], 3],
    [[1, 0], [0, 1], 3],
  ]);
});

test("long rows are copied and filled as short ones are", () => {
  const from = Float32Array.from({ length: 80 }, (_, i) => i);
  for (const width of [4, 40]) {
    const [shape, to] = [[2, width], new Float32Array(2 * width)];
    copyStrided(shape, to, dense(shape), from, { start: 0, strides: [40, 1] });
    expect([...to]).toEqual(Array.from(to, (_, i) => Math.floor(i / width) * 40 + (i % width)));
    copyStrided(shape, to, dense(shape), from, { start: 1, strides: [1, 0] });
    expect([...to]).toEqual(Array.from(to, (_, i) => 1 + Math.floor(i / width)));
    copyStrided(shape, to, dense(shape), from, { start: 79, strides: [-40, -1] });
    expect([...to]).toEqual(Array.from(to, (_, i) => 79 - Math.floor(i / width) * 40 - (i % width)));
  }
});
