import { expect, test } from "vitest";
import { standardized } from "./standardized.js";

test("standardized rows have mean 0 and mean square 1, and keep their shape", () => {
  const rows = standardized(Float32Array.of(10, 100, 12, 100, 10, 106, 12, 106));
  const mean = (k: number): number => [0, 1, 2, 3].reduce((sum, i) => sum + rows[2 * i + k]!, 0);
  expect(mean(0)).toBeCloseTo(0, 5);
  expect(mean(1)).toBeCloseTo(0, 5);
  expect(rows.reduce((sum, value) => sum + value ** 2, 0) / 8).toBeCloseTo(1, 5);
  expect((rows[5]! - rows[1]!) / (rows[2]! - rows[0]!)).toBeCloseTo(3, 5);
});
