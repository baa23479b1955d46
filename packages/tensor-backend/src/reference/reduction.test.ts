import { describe, expect, test } from "vitest";
import { apply, host, inner, scattered, valuesOf } from "../testing/apply-primitive.js";

const { POSITIVE_INFINITY: inf, NaN: nan } = Number;
const cube = host(
  Array.from({ length: 24 }, (_, i) => i + 1),
  [2, 3, 4],
);

/** Every set of axes of a [2, 3, 4] tensor with the shape that is left. */
const axisSets: readonly (readonly [number[], number[]])[] = [
  [[], [2, 3, 4]],
  [[0], [3, 4]],
  [[1], [2, 4]],
  [[2], [2, 3]],
  [[0, 1], [4]],
  [[0, 2], [3]],
  [[1, 2], [2]],
  [[0, 1, 2], []],
];

/** A reduction written with indices: what the kernels do with strides. */
function naive(axes: number[], start: number, step: (a: number, b: number) => number): number[] {
  const groups = new Map<string, number>();
  cube.values.forEach((value, n) => {
    const place = [Math.floor(n / 12), Math.floor(n / 4) % 3, n % 4]
      .filter((_, axis) => !axes.includes(axis))
      .join();
    groups.set(place, step(groups.get(place) ?? start, value));
  });
  return [...groups.values()];
}

test.each(axisSets)("sum and max over axes [%s] equal loops over indices", async (axes, shape) => {
  const sum = naive(axes, 0, (a, b) => a + b);
  const max = naive(axes, -inf, Math.max);
  expect(await valuesOf(apply("sum", [cube], shape, { axes }))).toEqual(sum);
  expect(await valuesOf(apply("max", [cube], shape, { axes }))).toEqual(max);
});

describe("sum", () => {
  test("keeps what a plain double sum loses", async () => {
    const x = [1, 1e100, 1, -1e100];
    expect(x.reduce((a, b) => a + b)).toBe(0);
    expect(await valuesOf(apply("sum", [host(x)], [], { axes: [0] }))).toEqual([2]);
    const columns = host(
      x.flatMap((value) => [value, value]),
      [4, 2],
    );
    expect(await valuesOf(apply("sum", [columns], [2], { axes: [0] }))).toEqual([2, 2]);
  });

  test("of a million float32 tenths is the rounded true sum", async () => {
    const x = host(new Array(1e6).fill(0.1), [1e6], "float32");
    expect(await valuesOf(apply("sum", [x], [], { axes: [0] }))).toEqual([
      Math.fround(1e6 * Math.fround(0.1)),
    ]);
  });

  test("of nothing is 0, and a shape without elements stays so", async () => {
    expect(await valuesOf(apply("sum", [host([], [0, 2])], [2], { axes: [0] }))).toEqual([0, 0]);
    expect(await valuesOf(apply("sum", [host([], [0, 2])], [0], { axes: [1] }))).toEqual([]);
  });

  test("of infinities and of overflow is infinite, of opposite ones NaN", async () => {
    const x = host([inf, 1, 1e308, -inf, inf, 1, 1.7e308, 1.7e308, 0, nan, 2, 3], [4, 3]);
    expect(await valuesOf(apply("sum", [x], [4], { axes: [1] }))).toEqual([inf, nan, inf, nan]);
    expect(await valuesOf(apply("sum", [host([1e308, inf, nan, -inf], [2, 2])], [2], { axes: [0] }))).toEqual(
      [nan, nan],
    );
  });

  test("of integers wraps to the low 32 bits", async () => {
    const x = host([2147483647, 2147483647, 5], [3], "int32");
    expect(await valuesOf(apply("sum", [x], [], { axes: [0] }))).toEqual([3]);
  });
});

describe("max", () => {
  test("is NaN where one element is", async () => {
    const x = host([1, nan, 3, -1, -2, -3], [2, 3]);
    expect(await valuesOf(apply("max", [x], [2], { axes: [1] }))).toEqual([nan, -1]);
    expect(await valuesOf(apply("max", [x], [3], { axes: [0] }))).toEqual([1, nan, 3]);
  });

  test("of nothing is −∞, in int32 the smallest integer", async () => {
    expect(await valuesOf(apply("max", [host([], [2, 0])], [2], { axes: [1] }))).toEqual([-inf, -inf]);
    expect(await valuesOf(apply("max", [host([], [0], "int32")], [], { axes: [0] }))).toEqual([-2147483648]);
  });
});

describe("cumsum", () => {
  test("adds up along an axis from either end, itself included", async () => {
    const x = host([1, 2, 3, 4, 5, 6], [2, 3]);
    const of = (axis: number, reverse: boolean) => valuesOf(apply("cumsum", [x], [2, 3], { axis, reverse }));
    expect(await of(0, false)).toEqual([1, 2, 3, 5, 7, 9]);
    expect(await of(0, true)).toEqual([5, 7, 9, 4, 5, 6]);
    expect(await of(1, false)).toEqual([1, 3, 6, 4, 9, 15]);
    expect(await of(1, true)).toEqual([6, 5, 3, 15, 11, 6]);
  });

  test("in reverse is the transpose: ⟨cumsum x, y⟩ = ⟨x, cumsum y in reverse⟩", async () => {
    const [x, y] = [scattered([3, 5, 2], 1), scattered([3, 5, 2], 2)];
    const forward = await apply("cumsum", [x], [3, 5, 2], { axis: 1, reverse: false });
    const backward = await apply("cumsum", [y], [3, 5, 2], { axis: 1, reverse: true });
    expect(Math.abs(inner(forward, y) - inner(x, backward))).toBeLessThan(1e-14);
  });

  test("is compensated, spreads NaN and infinities onwards, and wraps integers", async () => {
    const along = { axis: 0, reverse: false };
    expect(await valuesOf(apply("cumsum", [host([1, 1e100, 1, -1e100])], [4], along))).toEqual([
      1, 1e100, 1e100, 2,
    ]);
    expect(await valuesOf(apply("cumsum", [host([1, inf, 2, -inf, 3])], [5], along))).toEqual([
      1,
      inf,
      inf,
      nan,
      nan,
    ]);
    const ints = host([2147483647, 1, 1], [3], "int32");
    expect(await valuesOf(apply("cumsum", [ints], [3], along))).toEqual([
      2147483647, -2147483648, -2147483647,
    ]);
    expect(await valuesOf(apply("cumsum", [host([], [0, 3])], [0, 3], along))).toEqual([]);
  });
});
