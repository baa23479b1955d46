import { describe, expect, test } from "vitest";
import { clock, printEvery, progressLine } from "./progress.js";
import { recentMean, stepRate } from "./recent.js";

const progress = { step: 1200, loss: 0.95123, distance: 0.012345, stepsPerSecond: 16.25 };

describe("progressLine", () => {
  test("says step, loss, distance, rate and time left, with a bar where there is room", () => {
    expect(progressLine(progress, 3000, 120)).toBe(
      "▕████████████                  ▏ 1200/3000  loss 0.9512  to optimum 0.0123  16.3 steps/s  1:51 left",
    );
  });

  test("never is longer than the line", () => {
    for (let columns = 10; columns < 130; columns += 1)
      expect(progressLine(progress, 3000, columns).length).toBeLessThan(columns);
  });

  test("leaves the distance out where there is none", () => {
    expect(progressLine({ ...progress, distance: undefined }, 3000, 50)).toBe(
      "1200/3000  loss 0.9512  16.3 steps/s  1:51 left",
    );
  });
});

describe("clock", () => {
  test("writes minutes, hours and the unknown", () => {
    expect([65, 3725, 0.4, Number.POSITIVE_INFINITY].map(clock)).toEqual([
      "1:05",
      "1:02:05",
      "0:00",
      "--:--",
    ]);
  });
});

describe("printEvery", () => {
  test("is round and gives at most 30 lines", () => {
    expect([1, 30, 31, 200, 3000, 5000, 1e6].map(printEvery)).toEqual([1, 1, 2, 10, 100, 200, 50_000]);
  });
});

describe("recentMean and stepRate", () => {
  test("look at the last numbers only", () => {
    const recent = recentMean(2);
    for (const value of [9, 1, 2]) recent.add(value);
    expect(recent.mean()).toBe(1.5);
    let now = 0;
    const rate = stepRate(() => now, 1000);
    rate.at(0);
    now = 1000;
    expect(rate.at(10)).toBe(10);
    for (now = 1500; now <= 5000; now += 500) rate.at(10 + (now - 1000) / 10);
    expect(rate.at(10 + (now - 1000) / 10)).toBeCloseTo(100, 6);
  });
});
