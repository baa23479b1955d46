import { expect, test } from "vitest";
import { wasserstein } from "./wasserstein.js";

const normal = (x: Float64Array): Float64Array =>
  x.map((at) => Math.exp(-(at ** 2) / 2) / Math.sqrt(2 * Math.PI));

test("W₂ of one number at a to N(0, 1) is √(1 + a²), and of its quantiles moved by a is a", () => {
  // The density is cut off at ±4, where 1.1e-3 of the variance lies beyond.
  expect(wasserstein(Float32Array.of(0), normal)).toBeCloseTo(0, 3);
  const spread = wasserstein(new Float32Array(20_000).fill(0.5), normal);
  expect(spread).toBeCloseTo(Math.sqrt(1 + 0.25), 2);
  const middle = Float32Array.of(-0.8416212, -0.2533471, 0.2533471, 0.8416212, 0);
  const quantiles = Float32Array.of(-1.2815516, -0.5244005, 0, 0.5244005, 1.2815516);
  expect(wasserstein(quantiles, normal)).toBeLessThan(1e-4);
  expect(
    wasserstein(
      quantiles.map((x) => x + 0.3),
      normal,
    ),
  ).toBeCloseTo(0.3, 4);
  expect(wasserstein(middle, normal)).toBeGreaterThan(0.2);
});
