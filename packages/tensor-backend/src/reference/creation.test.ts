import { expect, test } from "vitest";
import { apply, host, valuesOf } from "../testing/apply-primitive.js";

const { POSITIVE_INFINITY: inf, NaN: nan } = Number;

test("full repeats a value converted to the dtype", async () => {
  expect(await apply("full", [], [2, 2], { value: 0.1, shape: [2, 2], dtype: "float32" }, "float32")).toEqual(
    {
      shape: [2, 2],
      dtype: "float32",
      values: new Float32Array(4).fill(0.1),
    },
  );
  expect(
    await valuesOf(apply("full", [], [2], { value: -2.7, shape: [2], dtype: "int32" }, "int32")),
  ).toEqual([-2, -2]);
  expect(await valuesOf(apply("full", [], [], { value: 3, shape: [], dtype: "bool" }, "bool"))).toEqual([1]);
  expect(
    await valuesOf(apply("full", [], [3, 0], { value: 3, shape: [3, 0], dtype: "int32" }, "int32")),
  ).toEqual([]);
});

test("iota counts from 0", async () => {
  expect(await valuesOf(apply("iota", [], [4], { size: 4, dtype: "int32" }, "int32"))).toEqual([0, 1, 2, 3]);
  expect(await valuesOf(apply("iota", [], [0], { size: 0, dtype: "float64" }, "float64"))).toEqual([]);
});

test("a float becomes an int by cutting towards zero, within the range, and NaN becomes 0", async () => {
  const x = host([2.9, -2.9, -0.5, 3e9, -3e9, inf, -inf, nan, 2147483647.5]);
  const y = await valuesOf(apply("cast", [x], [9], { dtype: "int32" }, "int32"));
  expect(y).toEqual([2, -2, 0, 2147483647, -2147483648, 2147483647, -2147483648, 0, 2147483647]);
});

test("a number becomes true unless it is zero, NaN included", async () => {
  const x = host([0, -0, 0.1, 5e-324, -2, 256, nan, inf]);
  expect(await valuesOf(apply("cast", [x], [8], { dtype: "bool" }, "bool"))).toEqual([
    0, 0, 1, 1, 1, 1, 1, 1,
  ]);
});

test("bools and ints become the floats they are", async () => {
  const float = { dtype: "float64" } as const;
  expect(await valuesOf(apply("cast", [host([0, 1], [2], "bool")], [2], float, "float64"))).toEqual([0, 1]);
  expect(
    await valuesOf(apply("cast", [host([-5, 2147483647], [2], "int32")], [2], float, "float64")),
  ).toEqual([-5, 2147483647]);
});

test("a large int rounds in float32", async () => {
  const x = host([16777217], [1], "int32");
  expect(await valuesOf(apply("cast", [x], [1], { dtype: "float32" }, "float32"))).toEqual([16777216]);
});
