import { describe, expect, test } from "vitest";
import { cosSinTurns, log } from "./elementary.js";

// Correctly rounded values, computed with 50 decimal digits in Python.
const logs = [
  [2 ** -53, -36.7368005696771],
  [1e-9, -20.72326583694641],
  [0.001, -6.907755278982137],
  [0.5, -Math.LN2],
  [0.7071067811865475, -0.34657359027997275],
  [Math.SQRT1_2, -0.3465735902799726],
  [0.9, -0.10536051565782628],
  [1 - 2 ** -53, -1.1102230246251565e-16],
] as const;
const turns = [
  [2 ** -53, 1, 6.975736996017264e-16],
  [0.05, 0.9510565162951535, 0.30901699437494745],
  [0.125, Math.SQRT1_2, Math.SQRT1_2],
  [0.2, 0.30901699437494734, 0.9510565162951536],
  [0.3, -0.30901699437494734, 0.9510565162951536],
  [0.51, -0.9980267284282716, -0.06279051952931343],
  [0.7, -0.3090169943749477, -0.9510565162951535],
  [0.999, 0.9999802608561371, -0.006283143965558957],
] as const;

const twoUlp = 2 * 2 ** -52;
const relative = (value: number, truth: number) => Math.abs(value - truth) / Math.abs(truth);
const cosSin = (v: number) => {
  const out = new Float64Array(2);
  cosSinTurns(v, out);
  return [out[0]!, out[1]!] as const;
};

describe("log", () => {
  test.each(logs)("of %d is %d, within 2 units in the last place", (x, truth) => {
    expect(relative(log(x), truth)).toBeLessThanOrEqual(twoUlp);
  });

  test("agrees with Math.log to 2 units in the last place, over all scales", () => {
    let worst = 0;
    for (let i = 1; i < 200_000; i++) {
      const x = (i / 200_000) * 2 ** -(i % 54);
      worst = Math.max(worst, relative(log(x), Math.log(x)));
    }
    expect(worst).toBeLessThanOrEqual(twoUlp);
  });

  test("is exact at 1 and rises from there", () => {
    expect(log(1)).toBe(0);
    expect(log(1 + 2 ** -52)).toBe(2 ** -52);
  });
});

describe("cosSinTurns", () => {
  test.each(turns)("of %d turns is (%d, %d), within 2 units in the last place", (v, cos, sin) => {
    expect(relative(cosSin(v)[0], cos)).toBeLessThanOrEqual(twoUlp);
    expect(relative(cosSin(v)[1], sin)).toBeLessThanOrEqual(twoUlp);
  });

  test("agrees with Math.cos and Math.sin on the same eighth of a turn", () => {
    let worst = 0;
    for (let i = 1; i < 100_000; i++) {
      const v = i / 800_000;
      const [cos, sin] = cosSin(v);
      worst = Math.max(worst, relative(cos, Math.cos(2 * Math.PI * v)));
      worst = Math.max(worst, relative(sin, Math.sin(2 * Math.PI * v)));
    }
    expect(worst).toBeLessThanOrEqual(twoUlp);
  });

  test("is exact at quarter turns and symmetric under them", () => {
    expect([0, 0.25, 0.5, 0.75].map((v) => cosSin(v).map((x) => x + 0))).toEqual([
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ]);
    for (const v of [0.01, 0.07, 0.11].map((x) => Math.round(x * 2 ** 40) * 2 ** -40)) {
      const [cos, sin] = cosSin(v);
      expect(cosSin(v + 0.25)).toEqual([-sin, cos]);
      expect(cosSin(v + 0.5)).toEqual([-cos, -sin]);
      expect(cosSin(v + 0.75)).toEqual([sin, -cos]);
    }
  });
});
