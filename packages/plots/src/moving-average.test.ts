import { describe, expect, test } from "vitest";
import { movingAverage } from "./moving-average.js";

describe("movingAverage", () => {
  test("each mean is the sum over its own window divided by the window's length", () => {
    const values = Float64Array.from({ length: 3000 }, (_, i) => 1 + Math.sin(i * i));
    const means = movingAverage(values, 100);
    expect(means).toHaveLength(2901);
    for (const i of [0, 1, 99, 100, 1500, 2900]) {
      const sum = values.slice(i, i + 100).reduce((a, b) => a + b, 0);
      // 3,000 additions and subtractions of numbers below 200: at most 6000 · 200 · 2⁻⁵³ / 100.
      expect(Math.abs((means[i] ?? 0) - sum / 100)).toBeLessThan(1.4e-12);
    }
  });

  test("a window longer than the values gives no mean, and a window of one gives the values", () => {
    expect(movingAverage([1, 2], 3)).toHaveLength(0);
    expect([...movingAverage([1, 2], 1)]).toEqual([1, 2]);
  });

  test("a window that is no whole number of at least one is refused", () => {
    expect(() => movingAverage([1], 0)).toThrow(
      "movingAverage: window must be a whole number of at least 1, got 0. Pass 1 or more.",
    );
    expect(() => movingAverage([1], 2.5)).toThrow("got 2.5");
  });
});
