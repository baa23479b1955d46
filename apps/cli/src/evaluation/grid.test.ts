import { describe, expect, test } from "vitest";
import { type Grid, gridPoints, integrate, limitsOf, squareGrid } from "./grid.js";

const grid: Grid = { xlim: [-8, 8], ylim: [-7, 7], columns: 60, rows: 50 };

describe("gridPoints and integrate", () => {
  test("lay points row by row, ends included", async () => {
    const points = await gridPoints({ xlim: [0, 1], ylim: [5, 7], columns: 2, rows: 3 }).data();
    expect([...points]).toEqual([0, 5, 1, 5, 0, 6, 1, 6, 0, 7, 1, 7]);
  });

  test("integrate a normal density to 1, and one that is off by 2 % to 1.02", async () => {
    const points = await gridPoints(grid).data();
    const logs = Float64Array.from(
      { length: points.length / 2 },
      (_, i) => -(points[2 * i]! ** 2 + points[2 * i + 1]! ** 2) / 2 - Math.log(2 * Math.PI),
    );
    expect(integrate(logs, grid)).toBeCloseTo(1, 7);
    expect(
      integrate(
        logs.map((log) => log + Math.log(1.02)),
        grid,
      ),
    ).toBeCloseTo(1.02, 7);
  });
});

describe("limitsOf", () => {
  test("leaves a share of the range on each side, and 1 where there is no range", () => {
    expect(limitsOf([0, 3, 10, 3], 0.1)).toEqual([
      [-1, 11],
      [2.9, 3.1],
    ]);
  });
});

describe("squareGrid", () => {
  test("has about as many points as asked for, and cells as wide as they are high", () => {
    const { columns, rows } = squareGrid([0, 4], [0, 1], 4000);
    expect(Math.abs(columns * rows - 4000)).toBeLessThan(150);
    expect(4 / columns / (1 / rows)).toBeCloseTo(1, 1);
    const thin = squareGrid([0, 1e6], [0, 1], 400);
    expect([thin.columns, thin.rows]).toEqual([100, 4]);
  });
});
