import { expect, test } from "vitest";
import { erf } from "./erf.js";

/** [x, erf(x)], the nearest double of 60 digits computed by mpmath 1.3. */
const truth: readonly (readonly [number, number])[] = [
  [5e-324, 5e-324],
  [1e-310, 1.1283791670955e-310],
  [1e-300, 1.1283791670955126e-300],
  [1e-20, 1.1283791670955125e-20],
  [3e-9, 3.3851375012865378e-9],
  [4e-9, 4.513516668382051e-9],
  [1e-8, 1.1283791670955126e-8],
  [0.001, 0.0011283787909692365],
  [0.1, 0.1124629160182849],
  [0.25, 0.27632639016823696],
  [0.5, 0.5204998778130465],
  [0.75, 0.7111556336535151],
  [0.84374, 0.7672201241832406],
  [0.84375, 0.7672256612323416],
  [0.9, 0.7969082124228322],
  [1, 0.8427007929497149],
  [1.1, 0.8802050695740817],
  [1.2499, 0.922876473187532],
  [1.25, 0.9229001282564583],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.5, 0.999593047982555],
  [2.857, 0.9999466417399131],
  [2.8571428571428577, 0.9999466876886117],
  [3, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4, 0.9999999845827421],
  [5, 0.9999999999984626],
  [5.5, 0.9999999999999927],
  [5.9, 0.9999999999999999],
  [5.99, 1],
  [6, 1],
];

test.each(truth)("erf(%d) is within one unit in the last place of %d", (x, value) => {
  const unit = Math.max(value * 2 ** -52, 2 ** -1074);
  expect(Math.abs(erf(x) - value)).toBeLessThanOrEqual(unit);
});

test("erf is odd", () => {
  for (const [x] of truth) expect(erf(-x)).toBe(-erf(x));
});

test("erf of zeros, infinities and NaN", () => {
  expect(erf(0)).toBe(0);
  expect(erf(-0)).toBe(-0);
  expect(erf(Number.POSITIVE_INFINITY)).toBe(1);
  expect(erf(Number.NEGATIVE_INFINITY)).toBe(-1);
  expect(erf(Number.NaN)).toBeNaN();
});

test("the intervals meet: erf grows across each of their ends", () => {
  for (const end of [2 ** -28, 0.84375, 1.25, 1 / 0.35]) {
    const [below, above] = [erf(end * (1 - 1e-12)), erf(end * (1 + 1e-12))];
    const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-end * end);
    expect(above - below).toBeGreaterThan(0);
    expect(Math.abs(above - below - slope * 2e-12 * end)).toBeLessThan(3 * 2 ** -53 * Math.min(1, end * 2));
  }
});
