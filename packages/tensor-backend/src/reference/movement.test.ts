import { describe, expect, test } from "vitest";
import { apply, host, scattered, valuesOf } from "../testing/apply-primitive.js";

const table = host([1, 2, 3, 4, 5, 6], [2, 3]);

test("identity, stopGradient and reshape keep the values, NaN and −0 included", async () => {
  const x = host([Number.NaN, -0, 5e-324, 1], [4]);
  expect(await apply("identity", [x], [4], {})).toEqual(x);
  expect(await apply("stopGradient", [x], [4], {})).toEqual(x);
  const y = await apply("reshape", [x], [2, 1, 2], { shape: [2, 1, 2] });
  expect(y).toEqual({ ...x, shape: [2, 1, 2] });
});

describe("transpose", () => {
  test("of a table turns rows into columns", async () => {
    const y = apply("transpose", [table], [3, 2], { permutation: [1, 0] });
    expect(await valuesOf(y)).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test("over six axes and back is the same", async () => {
    const x = scattered([2, 3, 1, 4, 2, 3]);
    const y = await apply("transpose", [x], [4, 2, 3, 2, 3, 1], { permutation: [3, 0, 5, 4, 1, 2] });
    expect(y.values).not.toEqual(x.values);
    expect(await apply("transpose", [y], x.shape, { permutation: [1, 4, 5, 0, 3, 2] })).toEqual(x);
  });
});

describe("broadcastTo", () => {
  test("repeats along new axes and axes of size 1", async () => {
    const y = apply("broadcastTo", [host([1, 2], [2, 1])], [2, 2, 3], { shape: [2, 2, 3] });
    expect(await valuesOf(y)).toEqual([1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2]);
  });

  test("of a scalar, and to a shape without elements", async () => {
    expect(await valuesOf(apply("broadcastTo", [host([7], [])], [3], { shape: [3] }))).toEqual([7, 7, 7]);
    expect(await valuesOf(apply("broadcastTo", [host([7], [1])], [2, 0], { shape: [2, 0] }))).toEqual([]);
  });
});

describe("reverse", () => {
  test.each([
    [[], [1, 2, 3, 4, 5, 6]],
    [[0], [4, 5, 6, 1, 2, 3]],
    [[1], [3, 2, 1, 6, 5, 4]],
    [
      [0, 1],
      [6, 5, 4, 3, 2, 1],
    ],
  ])("over axes [%s]", async (axes, expected) => {
    expect(await valuesOf(apply("reverse", [table], [2, 3], { axes }))).toEqual(expected);
  });

  test("of nothing is nothing", async () => {
    expect(await valuesOf(apply("reverse", [host([], [2, 0])], [2, 0], { axes: [0, 1] }))).toEqual([]);
  });
});

describe("concat", () => {
  test("puts tables below or beside each other", async () => {
    const [below, beside] = [host([7, 8, 9], [1, 3]), host([7, 8], [2, 1])];
    expect(await valuesOf(apply("concat", [table, below], [3, 3], { axis: 0 }))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    expect(await valuesOf(apply("concat", [table, beside], [2, 4], { axis: 1 }))).toEqual([
      1, 2, 3, 7, 4, 5, 6, 8,
    ]);
  });

  test("takes one input, many, and empty ones", async () => {
    expect((await apply("concat", [table], [2, 3], { axis: 0 })).values).toEqual(table.values);
    const parts = [host([], [0]), host([1]), host([], [0]), host([2, 3]), host([4])];
    expect(await valuesOf(apply("concat", parts, [4], { axis: 0 }))).toEqual([1, 2, 3, 4]);
  });

  test("of the slices of a tensor is the tensor", async () => {
    const x = scattered([3, 5, 2]);
    const left = await apply("slice", [x], [3, 2, 2], { start: [0, 0, 0], size: [3, 2, 2] });
    const right = await apply("slice", [x], [3, 3, 2], { start: [0, 2, 0], size: [3, 3, 2] });
    expect(await apply("concat", [left, right], [3, 5, 2], { axis: 1 })).toEqual(x);
  });
});

describe("slice and pad", () => {
  test("slice cuts a window", async () => {
    const y = apply("slice", [table], [2, 2], { start: [0, 1], size: [2, 2] });
    expect(await valuesOf(y)).toEqual([2, 3, 5, 6]);
    expect(await valuesOf(apply("slice", [table], [0, 3], { start: [2, 0], size: [0, 3] }))).toEqual([]);
  });

  test("pad puts zeros, or false, around", async () => {
    const y = apply("pad", [host([1, 2], [1, 2])], [3, 4], { before: [1, 0], after: [1, 2] });
    expect(await valuesOf(y)).toEqual([0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0]);
    const bools = apply("pad", [host([1], [1], "bool")], [3], { before: [1], after: [1] });
    expect(await valuesOf(bools)).toEqual([0, 1, 0]);
    expect(await valuesOf(apply("pad", [host([], [0])], [2], { before: [1], after: [1] }))).toEqual([0, 0]);
  });

  test("slice is the transpose of pad: it takes back what pad put around", async () => {
    const x = scattered([2, 3, 2]);
    const padded = await apply("pad", [x], [5, 4, 2], { before: [1, 0, 0], after: [2, 1, 0] });
    expect(await apply("slice", [padded], [2, 3, 2], { start: [1, 0, 0], size: [2, 3, 2] })).toEqual(x);
  });

  test("a scalar can be moved too", async () => {
    const x = host([3], []);
    expect(await apply("slice", [x], [], { start: [], size: [] })).toEqual(x);
    expect(await apply("pad", [x], [], { before: [], after: [] })).toEqual(x);
    expect(await apply("transpose", [x], [], { permutation: [] })).toEqual(x);
    expect(await apply("reverse", [x], [], { axes: [] })).toEqual(x);
  });
});
