import { expect, test } from "vitest";
import { straightnessOf } from "./straightness.js";

test("straight ways have straightness 1, a right angle √2/2, and points that rest 1", () => {
  expect(straightnessOf(Float32Array.of(0, 0, 1, 1, 3, 3), 1)).toBeCloseTo(1, 6);
  expect(straightnessOf(Float32Array.of(0, 0, 1, 0, 1, 1), 1)).toBeCloseTo(Math.SQRT1_2, 6);
  expect(straightnessOf(Float32Array.of(1, 2, 1, 2), 1)).toBe(1);
});
