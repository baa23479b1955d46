import { describe, expect, test } from "vitest";
import type { BinaryName } from "../primitives.js";
import { apply, host, scattered, valuesOf } from "../testing/apply-primitive.js";

const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
const names: readonly BinaryName[] = ["add", "sub", "mul", "div", "pow", "maximum", "minimum"];

/** Pairs of shapes and what they broadcast to. */
const broadcasts: readonly (readonly [number[], number[], number[]])[] = [
  [[], [], []],
  [[7], [], [7]],
  [[], [2, 3], [2, 3]],
  [[2, 3], [3], [2, 3]],
  [
    [2, 1],
    [1, 3],
    [2, 3],
  ],
  [
    [5, 1, 3],
    [1, 4, 1],
    [5, 4, 3],
  ],
  [
    [2, 1, 3, 1, 2, 1],
    [2, 1, 3, 1, 2],
    [2, 2, 3, 3, 2, 2],
  ],
  [
    [0, 3],
    [1, 3],
    [0, 3],
  ],
  [
    [2, 1],
    [2, 0],
    [2, 0],
  ],
];

describe.each(names)("%s", (name) => {
  test.each(broadcasts)(
    "of shapes [%s] and [%s] equals that of both broadcast first",
    async (left, right, shape) => {
      const [x, y] = [scattered(left, 1), scattered(right, 2)];
      const wideX = await apply("broadcastTo", [x], shape, { shape });
      const wideY = await apply("broadcastTo", [y], shape, { shape });
      expect(await apply(name, [x, y], shape, {})).toEqual(await apply(name, [wideX, wideY], shape, {}));
    },
  );

  test("in float32 is the rounded double", async () => {
    const [x, y] = [scattered([50], 3, "float32"), scattered([50], 4, "float32")];
    const double = await valuesOf(apply(name, [host([...x.values]), host([...y.values])], [50], {}));
    expect(await valuesOf(apply(name, [x, y], [50], {}))).toEqual(double.map(Math.fround));
  });
});

test("arithmetic of two rows by hand", async () => {
  const [x, y] = [host([6, -7, 0.5]), host([4, 2, -8])];
  expect(await valuesOf(apply("add", [x, y], [3], {}))).toEqual([10, -5, -7.5]);
  expect(await valuesOf(apply("sub", [x, y], [3], {}))).toEqual([2, -9, 8.5]);
  expect(await valuesOf(apply("mul", [x, y], [3], {}))).toEqual([24, -14, -4]);
  expect(await valuesOf(apply("div", [x, y], [3], {}))).toEqual([1.5, -3.5, -0.0625]);
  expect(await valuesOf(apply("pow", [x, y], [3], {}))).toEqual([1296, 49, 256]);
  expect(await valuesOf(apply("maximum", [x, y], [3], {}))).toEqual([6, 2, 0.5]);
  expect(await valuesOf(apply("minimum", [x, y], [3], {}))).toEqual([4, -7, -8]);
});

test("maximum and minimum are NaN when either is, and order −0 below 0", async () => {
  const [x, y] = [host([nan, 1, nan, -0, 0, inf]), host([1, nan, -inf, 0, -0, -inf])];
  expect(await valuesOf(apply("maximum", [x, y], [6], {}))).toEqual([nan, nan, nan, 0, 0, inf]);
  expect(await valuesOf(apply("minimum", [x, y], [6], {}))).toEqual([nan, nan, nan, -0, -0, -inf]);
});

test("infinities and zeros meet as in IEEE 754", async () => {
  expect(await valuesOf(apply("add", [host([inf, inf]), host([-inf, 1])], [2], {}))).toEqual([nan, inf]);
  expect(await valuesOf(apply("mul", [host([0, -0]), host([inf, 5])], [2], {}))).toEqual([nan, -0]);
  expect(await valuesOf(apply("div", [host([1, -1, 0]), host([0, 0, 0])], [3], {}))).toEqual([
    inf,
    -inf,
    nan,
  ]);
});

test("pow is within 2 units in the last place", async () => {
  // Computed with 600 digits by mpmath 1.3.
  const rows = [
    [10, 308, 1e308],
    [2, -1074, 5e-324],
    [0.9999999, 1e7, 0.367879422971105],
    [3, 0.5, 1.7320508075688772],
    [1.0000001, -1e8, 4.53999521973785e-5],
    [-2, 5, -32],
    [1e-3, 3.3, 1.2589254117941687e-10],
  ];
  const y = await valuesOf(
    apply("pow", [host(rows.map((r) => r[0]!)), host(rows.map((r) => r[1]!))], [7], {}),
  );
  rows.forEach(([, , value], i) => {
    expect(Math.abs(y[i]! - value!)).toBeLessThanOrEqual(2 ** -51 * Math.abs(value!));
  });
});

test("x⁰ is 1 also for NaN, and 1 to NaN or ∞ is NaN as in JavaScript", async () => {
  const y = apply("pow", [host([nan, inf, 0, 1, 1, -8, 0]), host([0, 0, 0, nan, inf, 1 / 3, -1])], [7], {});
  expect(await valuesOf(y)).toEqual([1, 1, 1, nan, nan, nan, inf]);
});

describe("in int32", () => {
  const int = (values: number[]) => host(values, [values.length], "int32");

  test("sums, differences and products wrap to the low 32 bits", async () => {
    const [x, y] = [int([2147483647, -2147483648, 123456789]), int([1, -1, 987654321])];
    expect(await valuesOf(apply("add", [x, y], [3], {}))).toEqual([-2147483648, 2147483647, 1111111110]);
    expect(await valuesOf(apply("sub", [x, y], [3], {}))).toEqual([2147483646, -2147483647, -864197532]);
    const product = BigInt.asIntN(32, 123456789n * 987654321n);
    expect(await valuesOf(apply("mul", [x, y], [3], {}))).toEqual([2147483647, -2147483648, Number(product)]);
  });

  test("quotients are cut towards zero, and a division by zero gives 0", async () => {
    const [x, y] = [int([7, -7, 7, 5, 0, -2147483648]), int([2, 2, -2, 0, 0, -1])];
    expect(await valuesOf(apply("div", [x, y], [6], {}))).toEqual([3, -3, -3, 0, 0, -2147483648]);
  });

  test("powers wrap, and negative ones are cut towards zero", async () => {
    const [x, y] = [int([3, -2, 7, 5, 2, 1, -1, -1, 0]), int([4, 31, 20, 0, -1, -5, -5, -4, -1])];
    const big = Number(BigInt.asIntN(32, 7n ** 20n));
    expect(await valuesOf(apply("pow", [x, y], [9], {}))).toEqual([81, -2147483648, big, 1, 0, 1, -1, 1, 0]);
  });
});
