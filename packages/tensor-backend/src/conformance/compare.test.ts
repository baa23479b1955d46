import { describe, expect, test } from "vitest";
import { mismatch } from "./compare.js";

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

function differs(got: number, want: number, error = 0): boolean {
  const type = { shape: [1], dtype: "float32" } as const;
  const problem = mismatch(
    "x",
    { ...type, values: Float32Array.of(got) },
    { ...type, values: Float64Array.of(want), errors: Float64Array.of(error) },
  );
  return problem !== undefined;
}

describe("mismatch", () => {
  test.each([
    [nan, nan, false], [nan, 1, true], [1, nan, true], [infinity, infinity, false], [-infinity, infinity, true], [infinity, 1e30, true],
    [1e30, infinity, true], [nan, infinity, true], [0, -0, false],
  ])("NaN matches only NaN, an infinity only itself: %s against %s", (got, want, expected) => {
    expect(differs(got, want, 1)).toBe(expected);
  }); // biome-ignore format: a table

  test("a value may be off by twice its first-order bound and no more", () => {
    expect(differs(1.5, 1, 0.25)).toBe(false);
    expect(differs(1.5, 1, 0.249)).toBe(true);
    expect(differs(1, 1 + 1e-7)).toBe(true);
  });

  test("what leaves the range of float32 may be infinite, with its sign", () => {
    expect(differs(infinity, 4e38)).toBe(false);
    expect(differs(-infinity, -4e38)).toBe(false);
    expect(differs(-infinity, 4e38)).toBe(true);
    expect(differs(infinity, 3.4e38, 1e33)).toBe(true);
    expect(differs(infinity, 3.4028e38, 1e36)).toBe(false);
  });

  test("a bound that is not a number allows nothing", () => {
    expect(differs(1.5, 1, nan)).toBe(true);
    expect(differs(1, 1, nan)).toBe(false);
  });

  test("says where, what and how far", () => {
    const type = { shape: [2, 2], dtype: "float32" } as const;
    const got = { ...type, values: Float32Array.of(1, 2, 3, 5) };
    const want = { ...type, values: Float64Array.of(1, 2, 3, 4), errors: new Float64Array(4) };
    expect(mismatch("y", got, want)).toBe(
      "y: 1 of 4 values are off\n  at [1, 1]: got 5, want 4 ± 0.0 (off by 1.00)",
    );
    expect(mismatch("y", { ...got, dtype: "int32" }, want)).toBe("y: dtype int32, not float32");
    expect(mismatch("y", { ...got, shape: [4] }, want)).toBe("y: shape [4] with 4 values, not [2, 2]");
  });
});
