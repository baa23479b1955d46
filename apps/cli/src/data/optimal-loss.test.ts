import { eightGaussians, moons } from "@nami/datasets";
import { cosinePath, linearPath } from "@nami/paths";
import { describe, expect, test } from "vitest";
import { optimalLoss } from "./optimal-loss.js";

describe("optimalLoss", () => {
  test("is (π/2)·s for one normal distribution of deviation s under the linear path", () => {
    const one = { weights: [1], means: [[2, -1]], variances: [0.3 ** 2] } as const;
    expect(optimalLoss(one, linearPath())).toBeCloseTo((Math.PI / 2) * 0.3, 3);
    // Negative control: a tenth more spread is another number.
    expect(Math.abs(optimalLoss({ ...one, variances: [0.33 ** 2] }, linearPath()) - 0.4712)).toBeGreaterThan(
      0.02,
    );
  });

  test("agrees with estimates by independent programs", () => {
    // 10.127 ± 0.007 summed over two coordinates, by Monte Carlo.
    const ring = eightGaussians({ radius: 5, std: 0.7 });
    expect(Math.abs(optimalLoss(ring.mixture, linearPath()) - 10.127 / 2)).toBeLessThan(0.006);
    // 0.9377 ± 0.0006 and 1.471 ± 0.001.
    expect(Math.abs(optimalLoss(moons().mixture, linearPath()) - 0.9377)).toBeLessThan(0.003);
    expect(Math.abs(optimalLoss(moons().mixture, cosinePath()) - 1.471)).toBeLessThan(0.004);
  });
});
