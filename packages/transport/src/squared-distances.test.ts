import { describe, expect, test } from "vitest";
import { squaredDistances } from "./index.js";

describe("squaredDistances", () => {
  test("has one row for each point of the first set and one column for each of the second", () => {
    const a = Float64Array.of(0, 0, 1, 1);
    const b = Float32Array.of(3, 4, 1, 0, 1, 1);
    expect([...squaredDistances(a, b, { dimension: 2 })]).toEqual([25, 1, 2, 13, 1, 0]);
  });

  test("is exact far from the origin, where the expanded square cancels", () => {
    const far = 2 ** 40;
    expect([...squaredDistances(Float64Array.of(far), Float64Array.of(far + 0.5), { dimension: 1 })]).toEqual(
      [0.25],
    );
  });

  test("of an empty set is empty", () => {
    expect(squaredDistances(new Float64Array(0), Float64Array.of(1, 2), { dimension: 2 })).toHaveLength(0);
  });

  test("refuses bad dimensions, broken points and coordinates that are not finite", () => {
    const point = Float64Array.of(1, 2);
    expect(() => squaredDistances(point, point, { dimension: 0 })).toThrow(
      "squaredDistances: dimension must be a positive integer, got 0.",
    );
    expect(() => squaredDistances(point, new Float64Array(3), { dimension: 2 })).toThrow(
      "squaredDistances: b must hold points of 2 coordinates, got 3 numbers.",
    );
    expect(() => squaredDistances(Float64Array.of(1, 2, 3, Number.NaN), point, { dimension: 2 })).toThrow(
      "squaredDistances: coordinates must be finite, got NaN at point 1, coordinate 1 of a.",
    );
  });
});
