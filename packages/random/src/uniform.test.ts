import { describe, expect, test } from "vitest";
import { key, uniform } from "./index.js";
import { fingerprint, kolmogorov, serialScore } from "./testing/statistics.js";

const n = 100_000;
const sample = uniform(key(2024), [n], { dtype: "float64" });

describe("uniform", () => {
  test("equals what an independent program computed, to the last bit", () => {
    expect([...uniform(key(42), [4], { dtype: "float64" })]).toEqual([
      0.3357364346445637, 0.47571351579830956, 0.37074701439983837, 0.23423049680197328,
    ]);
    expect(fingerprint(sample)).toBe("78069ade");
  });

  test("is uniform and independent of its neighbours", () => {
    expect(kolmogorov(sample, (x) => x)).toBeLessThan(2.5);
    const scaled = sample.map((x) => (x - 0.5) * Math.sqrt(12));
    for (let lag = 1; lag <= 8; lag++) expect(Math.abs(serialScore(scaled, lag))).toBeLessThan(4.5);
  });

  test("these tests catch a slight slope and a stratified row", () => {
    expect(kolmogorov(sample, (x) => x + 0.02 * x * (1 - x) * 4)).toBeGreaterThan(2.5);
    const antithetic = sample.map((x, i) => (i % 2 === 0 ? x : 1 - sample[i - 1]!) - 0.5);
    const scaled = antithetic.map((x) => x * Math.sqrt(12));
    expect(Math.abs(serialScore(scaled, 1))).toBeGreaterThan(4.5);
  });

  test("spans [low, high)", () => {
    const x = uniform(key(1), [n], { low: -2, high: 3, dtype: "float64" });
    expect(x.every((value) => value >= -2 && value < 3)).toBe(true);
    expect(kolmogorov(x, (value) => (value + 2) / 5)).toBeLessThan(2.5);
  });

  test.each([
    [1, 1 + 2 ** -22],
    [-1 - 2 ** -22, -1],
    [-(2 ** -149), 0],
    [0.3, 0.7],
    [-1e30, 1e30],
  ])("in float32 never reaches the end of [%d, %d), however few numbers lie between", (low, high) => {
    const x = uniform(key(1), [2000], { low, high });
    expect(x.every((value) => value >= Math.fround(low) && value < Math.fround(high))).toBe(true);
  });

  test("in float64 never reaches the end either", () => {
    const high = 1 + 2 ** -52;
    expect(uniform(key(1), [100], { low: 1, high, dtype: "float64" }).every((x) => x === 1)).toBe(true);
    const negative = uniform(key(1), [100], { low: -high, high: -1, dtype: "float64" });
    expect(negative.every((x) => x === -high)).toBe(true);
  });

  test("refuses an interval that is empty or not finite", () => {
    const rule = "uniform: low must be less than high and both finite in float32, got low";
    expect(() => uniform(key(0), [1], { low: 1, high: 1 })).toThrow(`${rule} 1 and high 1.`);
    expect(() => uniform(key(0), [1], { low: 2, high: 1 })).toThrow(`${rule} 2 and high 1.`);
    expect(() => uniform(key(0), [1], { high: Number.NaN })).toThrow(`${rule} 0 and high NaN.`);
    expect(() => uniform(key(0), [1], { high: 1e300 })).toThrow(`${rule} 0 and high 1e+300.`);
    expect(() => uniform(key(0), [1], { low: 1, high: 1 + 1e-9 })).toThrow(rule);
  });
});
