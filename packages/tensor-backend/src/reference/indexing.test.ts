import { DataError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { apply, type HostValue, host, inner, scattered, valuesOf } from "../testing/apply-primitive.js";

const table = host([1, 2, 3, 4, 5, 6], [3, 2]);
const int = (values: number[]): HostValue => host(values, [values.length], "int32");

describe("gather", () => {
  test("picks rows, or columns, also again and in any order", async () => {
    expect(await valuesOf(apply("gather", [table, int([2, 0, 2])], [3, 2], { axis: 0 }))).toEqual([
      5, 6, 1, 2, 5, 6,
    ]);
    expect(await valuesOf(apply("gather", [table, int([1])], [3, 1], { axis: 1 }))).toEqual([2, 4, 6]);
  });

  test("of no indices is empty, also from an empty axis", async () => {
    expect(await valuesOf(apply("gather", [table, int([])], [0, 2], { axis: 0 }))).toEqual([]);
    expect(await valuesOf(apply("gather", [host([], [0, 2]), int([])], [0, 2], { axis: 0 }))).toEqual([]);
  });

  test.each([
    [
      3,
      "gather: indices must lie in 0 … 2, got 3 at position 1. Check the indices against the size of the axis.",
    ],
    [
      -1,
      "gather: indices must lie in 0 … 2, got -1 at position 1. Check the indices against the size of the axis.",
    ],
  ])("refuses the index %d", async (index, message) => {
    const result = apply("gather", [table, int([0, index])], [2, 2], { axis: 0 });
    await expect(result).rejects.toThrow(new DataError(message));
  });

  test("refuses any index on an axis of size 0", async () => {
    const result = apply("gather", [host([], [0, 2]), int([0])], [1, 2], { axis: 0 });
    await expect(result).rejects.toThrow("there is no valid index on an axis of size 0, got 0 at position 0");
  });
});

describe("scatterAdd", () => {
  test("adds rows up where an index comes again, and leaves zeros elsewhere", async () => {
    const y = apply("scatterAdd", [table, int([1, 3, 1])], [4, 2], { axis: 0, size: 4 });
    expect(await valuesOf(y)).toEqual([0, 0, 6, 8, 0, 0, 3, 4]);
  });

  test("of nothing is zeros", async () => {
    const y = apply("scatterAdd", [host([], [0, 2]), int([])], [2, 2], { axis: 0, size: 2 });
    expect(await valuesOf(y)).toEqual([0, 0, 0, 0]);
  });

  test("keeps what a plain sum in float32 loses", async () => {
    const updates = host([1, 1e20, -1e20, 2], [4], "float32");
    const y = apply("scatterAdd", [updates, int([0, 0, 0, 0])], [1], { axis: 0, size: 1 });
    expect(await valuesOf(y)).toEqual([3]);
  });

  test("refuses an index outside of its size", async () => {
    const result = apply("scatterAdd", [table, int([0, 1, 4])], [4, 2], { axis: 0, size: 4 });
    await expect(result).rejects.toThrow(DataError);
    await expect(result).rejects.toThrow("scatterAdd: indices must lie in 0 … 3, got 4 at position 2.");
  });

  test.each([0, 1, 2])("is the transpose of gather along axis %d", async (axis) => {
    const x = scattered([4, 4, 4], 1);
    const indices = int([3, 0, 3, 3, 1]);
    const shape = x.shape.map((size, other) => (other === axis ? 5 : size));
    const updates = scattered(shape, 2);
    const gathered = await apply("gather", [x, indices], shape, { axis });
    const scatter = await apply("scatterAdd", [updates, indices], x.shape, { axis, size: 4 });
    expect(Math.abs(inner(gathered, updates) - inner(x, scatter))).toBeLessThan(1e-13);
  });
});
