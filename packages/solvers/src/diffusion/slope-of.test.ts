import { describe, expect, test } from "vitest";
import { slopeOf } from "./slope-of.js";

/** σ of a variance-preserving schedule, which bends as √t near 0; and its derivative. */
const beta = (t: number): number => 0.1 * t + 0.5 * 19.9 * t * t;
const sigma = (t: number): number => Math.sqrt(-Math.expm1(-beta(t)));
const sigmaDot = (t: number): number => (Math.exp(-beta(t)) * (0.1 + 19.9 * t)) / (2 * sigma(t));

describe("slopeOf", () => {
  test.each([1e-6, 1e-4, 1e-3, 0.01])("at and near an end at %d of a schedule that bends as a root", (to) => {
    const slope = slopeOf(sigma, to, 1);
    for (const t of [to, 1.1 * to, 2 * to, 10 * to, 0.3, 0.999, 1])
      if (t <= 1) expect(Math.abs(slope(t) / sigmaDot(t) - 1), `${t}`).toBeLessThan(1e-8);
  });

  test("asks inside of the interval only", () => {
    const asked = (t: number): number => {
      expect(t).toBeGreaterThanOrEqual(0.1);
      expect(t).toBeLessThanOrEqual(1);
      return t * t;
    };
    for (const t of [0.1, 0.1 + 1e-9, 0.5, 1 - 1e-9, 1])
      expect(slopeOf(asked, 0.1, 1)(t)).toBeCloseTo(2 * t, 4);
  });
});
