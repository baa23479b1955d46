import { describe, expect, test } from "vitest";
import { fixedNumber, placeOn, shownNumber, ticksOn, valueAt } from "./axis.js";

const line = { label: "", low: -2, high: 6 };
const decades = { label: "", low: 0.01, high: 100, isLogarithmic: true };

describe("an axis of a chart", () => {
  test("is exact at both ends, and gives back the value of each place", () => {
    for (const axis of [line, decades]) {
      expect([placeOn(axis, axis.low), placeOn(axis, axis.high)]).toEqual([0, 1]);
      expect(valueAt(axis, placeOn(axis, 3))).toBeCloseTo(3, 12);
    }
    expect(placeOn(decades, 1)).toBeCloseTo(0.5, 12);
  });

  test("keeps what has no place off the picture", () => {
    expect(placeOn(line, Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(placeOn(decades, 0)).toBe(Number.NEGATIVE_INFINITY);
    expect(placeOn(decades, -1)).toBeNaN();
  });

  test("has round ticks: steps of 1, 2 or 5, or powers of ten", () => {
    expect(ticksOn(line, 4)).toEqual([-2, 0, 2, 4, 6]);
    expect(ticksOn(decades, 6)).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(ticksOn({ ...decades, low: 3, high: 60 }, 6)).toEqual([5, 10, 20, 50]);
  });
});

test.each([
  [0, "0"],
  [-0.12345, "−0.123"],
  [0.0000234, "2.3e−5"],
  [0.00001, "1e−5"],
  [4321.5, "4,322"],
  [-123456, "−1.23e5"],
  [2e6, "2e6"],
  [1.1629351066919608e28, "1.16e28"],
  [Number.POSITIVE_INFINITY, "∞"],
  [Number.NEGATIVE_INFINITY, "−∞"],
  [Number.NaN, "–"],
  [undefined, "–"],
])("the number %f is shown as %s", (value, text) => {
  expect(shownNumber(value)).toBe(text);
});

test("a number with fixed digits is no longer than its place, however large", () => {
  expect(
    [1.23456, -0.5, 1e28, Number.NEGATIVE_INFINITY, undefined].map((value) => fixedNumber(value, 3)),
  ).toEqual(["1.235", "−0.500", "1e28", "−∞", "–"]);
});
