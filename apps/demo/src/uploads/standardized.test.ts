import { describe, expect, test } from "vitest";
import { standardized } from "./standardized.js";
import { inUnits } from "./units.js";

const constant = (rows: number, x: number, y: number): Float64Array =>
  Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? x : y));

describe("standardized rows", () => {
  test("have mean 0 and mean square 1, and keep their shape", () => {
    const { rows, units } = standardized(Float64Array.of(10, 100, 12, 100, 10, 106, 12, 106));
    const mean = (k: number): number => [0, 1, 2, 3].reduce((sum, i) => sum + rows[2 * i + k]!, 0);
    expect(mean(0)).toBeCloseTo(0, 5);
    expect(mean(1)).toBeCloseTo(0, 5);
    expect(rows.reduce((sum, value) => sum + value ** 2, 0) / 8).toBeCloseTo(1, 5);
    expect((rows[5]! - rows[1]!) / (rows[2]! - rows[0]!)).toBeCloseTo(3, 5);
    expect(units.mean).toEqual([11, 103]);
    expect(units.scale).toBeCloseTo(Math.sqrt(5), 12);
  });

  test.each([
    [3, 4],
    [0.1, -0.7],
    [1e9, 1 / 3],
  ])("of one place, %d and %d, lie at the origin", (x, y) => {
    const { rows, units } = standardized(constant(50, x, y));
    expect(rows).toEqual(new Float32Array(100));
    expect(units).toEqual({ mean: [x, y], scale: 1 });
  });

  test("that differ by rounding alone have no spread", () => {
    const rows = constant(50, 0.3, 4);
    rows[0] = 0.1 + 0.2;
    expect(standardized(rows).units.scale).toBe(1);
  });

  test.each([
    [1, 0],
    [1e-6, 5],
    [1e6, -3e8],
    [1, 1e6],
  ])("come back in the units of their file, at a scale of %d around %d", (size, center) => {
    const file = Float64Array.from({ length: 400 }, (_, i) => center + size * Math.sin(1 + 7 * i));
    const { rows, units } = standardized(file);
    const again = inUnits(rows, units);
    const worst = again.reduce((most, value, i) => Math.max(most, Math.abs(value - file[i]!)), 0);
    expect(worst).toBeLessThan(2e-7 * size + 1e-15 * Math.abs(center));
  });
});
