import { describe, expect, test } from "vitest";
import { type AtSizes, atSizes, dimensionOf, sizeFrom } from "./batch-size.js";

const at = (f: (n: number) => number): AtSizes<number> => atSizes(f);

describe("sizeFrom", () => {
  test.each([
    ["the batch", (n: number) => n, 1, 0],
    ["a constant", () => 7, 0, 7],
    ["past every end", () => Number.MAX_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER],
    ["a multiple and a rest", (n: number) => 6 * n - 5, 6, -5],
    ["backwards", (n: number) => 3 - n, -1, 3],
  ] as const)("finds the line through the sizes: %s", (_, f, times, plus) => {
    expect(sizeFrom(at(f))).toEqual({ times, plus });
  });

  test.each([
    ["a square", (n: number) => n * n],
    ["a half, rounded", (n: number) => Math.floor(n / 2)],
    ["a share", (n: number) => 1 / n],
    ["a line that the third size leaves", (n: number) => Math.min(n, 1013)],
    ["a bound", (n: number) => Math.max(n, 1011)],
  ] as const)("finds none where there is none: %s", (_, f) => {
    expect(sizeFrom(at(f))).toBeUndefined();
  });
});

test("dimensionOf names what is free", () => {
  const names = [
    [0, 3],
    [1, 0],
    [2, 0],
    [1, 1],
    [3, -2],
  ].map(([times, plus]) => dimensionOf({ times: times!, plus: plus! }));
  expect(names).toEqual([3, "batch", "batch_times_2", "batch_plus_1", "batch_times_3_minus_2"]);
});
