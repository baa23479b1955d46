import { describe, expect, test } from "vitest";
import { key, normal } from "./index.js";
import { fingerprint, kolmogorov, meanOf, normalCdf, serialScore } from "./testing/statistics.js";

const n = 100_000;
const sample = normal(key(2024), [n], { dtype: "float64" });

/** Standard scores of the first four moments: the variances of x, x², x³, x⁴ are 1, 2, 15, 96. */
const momentScores = (x: ArrayLike<number>) =>
  [
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ].map(([power, truth, variance]) =>
    Math.abs((meanOf(x, (value) => value ** power!) - truth!) / Math.sqrt(variance! / x.length)),
  );

describe("normal", () => {
  test("equals Box–Muller computed by an independent program with 50 digits", () => {
    const truth = [
      -0.3366350195307515, 0.8745785925449562, 0.1347323090631749, -1.2773997893028939, 1.0460294827503658,
      -1.1175555487348299, -0.3725808235891426, 0.15686846729644557,
    ];
    normal(key(42), [8], { dtype: "float64" }).forEach((value, i) => {
      expect(Math.abs(value - truth[i]!)).toBeLessThan(1e-15);
    });
  });

  test("has the same bits in every engine", () => {
    expect(fingerprint(sample)).toBe("c9117aff");
    expect(fingerprint(normal(key(2024), [n]))).toBe("e6135895");
  });

  test("has the moments of a standard normal number, within 4.5 standard errors", () => {
    for (const score of momentScores(sample)) expect(score).toBeLessThan(4.5);
  });

  test("has the distribution of a standard normal number", () => {
    expect(kolmogorov(sample, normalCdf)).toBeLessThan(2.5);
  });

  test("has independent neighbours, and independent squares of neighbours, at every lag up to 8", () => {
    const squares = sample.map((x) => (x * x - 1) / Math.SQRT2);
    for (let lag = 1; lag <= 8; lag++) {
      expect(Math.abs(serialScore(sample, lag))).toBeLessThan(4.5);
      expect(Math.abs(serialScore(squares, lag))).toBeLessThan(4.5);
    }
  });

  test("these tests catch clipped tails, a wrong scale, correlated rows and a shared radius", () => {
    const light = sample.map((x) => Math.max(-2.5, Math.min(2.5, x)));
    const wide = sample.map((x) => 1.05 * x);
    const correlated = sample.map((x, i) =>
      i === 0 ? x : 0.05 * sample[i - 1]! + Math.sqrt(1 - 0.0025) * x,
    );
    const sharedRadius = sample.map((x, i) => Math.abs(sample[i - (i % 2)]!) * Math.sign(x));
    expect(Math.max(...momentScores(light))).toBeGreaterThan(4.5);
    expect(kolmogorov(wide, normalCdf)).toBeGreaterThan(2.5);
    expect(Math.abs(serialScore(correlated, 1))).toBeGreaterThan(4.5);
    const squares = sharedRadius.map((x) => (x * x - 1) / Math.SQRT2);
    expect(Math.abs(serialScore(squares, 1))).toBeGreaterThan(4.5);
  });

  test("reaches its tails: the largest of 2 million numbers is where theory puts it", () => {
    const many = normal(key(7), [2_000_000]);
    const largest = many.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    // P(max < x) = (1 − 2Q(x))^n: below 4.6 with probability 2e-4, above 7 with 5e-6.
    expect(largest).toBeGreaterThan(4.6);
    expect(largest).toBeLessThan(7);
    const beyond4 = many.reduce((count, x) => count + (Math.abs(x) > 4 ? 1 : 0), 0);
    const expected = 2_000_000 * 6.334248366623996e-5;
    expect(Math.abs(beyond4 - expected) / Math.sqrt(expected)).toBeLessThan(4.5);
  });
});
