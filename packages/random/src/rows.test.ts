import { describe, expect, test } from "vitest";
import { type FloatDType, key, normal, rademacher, randint, uniform } from "./index.js";

type Draw = (shape: readonly number[], firstRow?: number) => ArrayLike<number>;

const dtypes: readonly FloatDType[] = ["float32", "float64"];
const draws: readonly (readonly [string, Draw])[] = [
  ...dtypes.flatMap((dtype): (readonly [string, Draw])[] => [
    [`normal ${dtype}`, (shape, firstRow = 0) => normal(key(8), shape, { firstRow, dtype })],
    [
      `uniform ${dtype}`,
      (shape, firstRow = 0) => uniform(key(8), shape, { firstRow, dtype, low: -3, high: 0.7 }),
    ],
    [`rademacher ${dtype}`, (shape, firstRow = 0) => rademacher(key(8), shape, { firstRow, dtype })],
  ]),
  ["randint", (shape, firstRow = 0) => randint(key(8), shape, { firstRow, low: -5, high: 2 ** 31 })],
];

describe.each(draws)("%s", (_, draw) => {
  const rowShapes = [[], [2], [3], [5, 7], [128], [1000]];

  test.each(rowShapes.map((shape) => [shape]))("row i of rows %j depends on the key and i only", (row) => {
    const size = row.reduce((product, axis) => product * axis, 1);
    const all = Array.from(draw([60, ...row]));
    for (const [firstRow, rows] of [
      [0, 60],
      [3, 5],
      [17, 1],
      [59, 1],
      [31, 29],
      [60, 0],
    ] as const) {
      const part = Array.from(draw([rows, ...row], firstRow));
      expect(part).toEqual(all.slice(firstRow * size, (firstRow + rows) * size));
    }
  });

  test("a scalar is one row", () => {
    expect(Array.from(draw([], 4))).toEqual(Array.from(draw([1], 4)));
    expect(Array.from(draw([], 4))).toEqual(Array.from(draw([5])).slice(4));
  });

  test("rows far out exist, follow on and differ from the first ones", () => {
    const far = 2 ** 40 + 3;
    const run = Array.from(draw([40, 2], far));
    expect(Array.from(draw([20, 2], far + 20))).toEqual(run.slice(40));
    expect(run).not.toEqual(Array.from(draw([40, 2], 3)));
  });

  test("an empty shape gives an empty array", () => {
    expect(draw([0, 3])).toHaveLength(0);
    expect(draw([3, 0], 7)).toHaveLength(0);
  });

  test("bad shapes and rows are refused by name", () => {
    expect(() => draw([2, -1])).toThrow(": shape must be an array of non-negative integers, got [2,-1].");
    expect(() => draw([1.5])).toThrow(": shape must be an array of non-negative integers, got [1.5].");
    expect(() => draw([2], -1)).toThrow(": firstRow must be a non-negative safe integer, got -1.");
    expect(() => draw([2, 8], 2 ** 52)).toThrow(": entries must lie below 2^53, got rows");
  });
});

describe("dtype", () => {
  test("float32 draws are the float64 draws, rounded", () => {
    for (const draw of [normal, rademacher, uniform]) {
      const exact = draw(key(5), [5000], { dtype: "float64" });
      expect(draw(key(5), [5000])).toEqual(Float32Array.from(exact));
    }
  });

  test("any other dtype is refused", () => {
    const dtype = "int32" as FloatDType;
    expect(() => normal(key(0), [2], { dtype })).toThrow(
      'normal: dtype must be "float32" or "float64", got "int32".',
    );
  });
});
