import { describe, expect, test } from "vitest";
import { key, rademacher } from "./index.js";
import { fingerprint, mean, serialScore } from "./testing/statistics.js";

const n = 100_000;
const sample = rademacher(key(2024), [n]);

describe("rademacher", () => {
  test("equals what an independent program computed", () => {
    expect([...rademacher(key(42), [12])]).toEqual([-1, -1, 1, 1, -1, 1, 1, -1, -1, 1, -1, 1]);
    expect(fingerprint(sample)).toBe("f28ae545");
  });

  test("gives signs only, both equally often, within 4.5 standard errors", () => {
    expect(sample.every((x) => x === 1 || x === -1)).toBe(true);
    expect(Math.abs(mean(sample)) * Math.sqrt(n)).toBeLessThan(4.5);
  });

  test("has independent entries at lags within a word, across words and across blocks", () => {
    for (const lag of [1, 2, 3, 7, 31, 32, 33, 64, 127, 128, 129]) {
      expect(Math.abs(serialScore(sample, lag))).toBeLessThan(4.5);
    }
  });

  test("these tests catch a word used twice", () => {
    const repeated = sample.map((_, i) => sample[i - (i & 32)]!);
    expect(Math.abs(serialScore(repeated, 32))).toBeGreaterThan(4.5);
  });
});
