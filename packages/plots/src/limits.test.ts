import { describe, expect, test } from "vitest";
import { fitEqual, limitsAround, logLimitsAround, unionLimits } from "./limits.js";

describe("limits", () => {
  test("data get a margin of four per cent of their extent", () => {
    expect(limitsAround([3, 0, 10])).toEqual([-0.4, 10.4]);
  });

  test("a single value and no value at all still give an interval", () => {
    expect(limitsAround([2, 2])).toEqual([1.5, 2.5]);
    expect(limitsAround([])).toEqual([0, 1]);
    expect(limitsAround([1000])).toEqual([900, 1100]);
    expect(limitsAround([1e17, 1e17 + 16])).toEqual([9e16, 1.1e17]);
    expect(limitsAround([2, 2 + 2 ** -51])).toEqual([1.5, 2.5]);
  });

  test("values that are not finite are passed over", () => {
    expect(limitsAround([0, Number.NaN, Number.POSITIVE_INFINITY, 1], 0)).toEqual([0, 1]);
  });

  test("a logarithmic axis takes its margin in decades", () => {
    const [low, high] = logLimitsAround([1, 100], 0.5);
    expect(Math.log10(low)).toBeCloseTo(-1, 12);
    expect(Math.log10(high)).toBeCloseTo(3, 12);
  });

  test("the ends of a logarithmic axis are numbers, whatever the margin", () => {
    expect(logLimitsAround([1e-300, 1e300])).toEqual([Number.MIN_VALUE, Number.MAX_VALUE]);
    const [low, high] = logLimitsAround([1, 1 + 2 ** -52]);
    expect(high / low).toBeCloseTo(10, 10);
  });

  test("mirrored limits stay mirrored when a unit is made as long in x as in y", () => {
    const box = { xlim: [10, 0], ylim: [0, 20], width: 100, height: 100 } as const;
    expect(fitEqual(box, true)).toEqual({ ...box, width: 50 });
    expect(fitEqual(box, false)).toEqual({ ...box, xlim: [15, -5] });
  });

  test("the union holds every interval", () => {
    expect(
      unionLimits([
        [1, 0],
        [3, 0.5],
      ]),
    ).toEqual([0, 3]);
    expect(
      unionLimits([
        [0, 1],
        [-2, 0.5],
      ]),
    ).toEqual([-2, 1]);
  });

  test.each([true, false])("a unit is as long in x as in y with fixed limits: %s", (fixed) => {
    for (const box of [
      { width: 300, height: 100 },
      { width: 100, height: 300 },
    ]) {
      const { xlim, ylim, width, height } = fitEqual({ xlim: [-2, 3], ylim: [1, 2], ...box }, fixed);
      expect(width / (xlim[1] - xlim[0])).toBeCloseTo(height / (ylim[1] - ylim[0]), 10);
      if (fixed)
        expect([xlim, ylim]).toEqual([
          [-2, 3],
          [1, 2],
        ]);
      else expect({ width, height }).toEqual(box);
    }
  });
});
