import { describe, expect, test } from "vitest";
import { differenceOf, type Results, tolerance } from "./agreement.js";

const results = (...values: number[]): Results =>
  new Map([["x", { dtype: "float32", shape: [values.length], values: Float32Array.from(values) }]]);

describe("differenceOf", () => {
  test("is in units of the largest value", () => {
    expect(differenceOf(results(100, 1), results(100, 2))).toBeCloseTo(0.01);
  });

  test("exceeds the tolerance for a sign that is wrong in one value of a thousand", () => {
    const values = Array.from({ length: 1000 }, (_, i) => Math.fround(Math.sin(i)));
    const wrong = values.with(500, -values[500]!);
    expect(differenceOf(results(...wrong), results(...values))).toBeGreaterThan(tolerance);
  });

  test("refuses other names, other shapes and numbers that are not finite", () => {
    expect(() => differenceOf(new Map(), results(1))).toThrow("agreement: results must be x, got .");
    expect(() => differenceOf(results(1), results(1, 2))).toThrow("agreement: x must have shape 2, got 1.");
    expect(() => differenceOf(results(Number.NaN), results(1))).toThrow(
      "agreement: x must be finite, got NaN",
    );
  });
});
