import { expect, test } from "vitest";
import { erf } from "./erf.js";

// Computed with mpmath 1.3 to 20 digits.
const exact: readonly (readonly [x: number, y: number])[] = [
  [1e-20, 1.128379167095513e-20],
  [1e-3, 1.1283787909692363e-3],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [2, 0.9953222650189527],
  [3.5, 0.9999992569016276],
];

test("erf is right to float32 precision, relative to the value, and odd", () => {
  for (const [x, y] of exact) {
    expect(Math.abs(erf(x) / y - 1)).toBeLessThan(2 ** -22);
    expect(erf(-x)).toBe(-erf(x));
  }
});

test("erf is ±1 at infinity and NaN of NaN", () => {
  expect(Math.fround(erf(Number.POSITIVE_INFINITY))).toBe(1);
  expect(Math.fround(erf(Number.NEGATIVE_INFINITY))).toBe(-1);
  expect(erf(Number.NaN)).toBeNaN();
});
