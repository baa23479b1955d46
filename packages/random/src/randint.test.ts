import { describe, expect, test } from "vitest";
import { key, randint } from "./index.js";
import { scale } from "./randint.js";
import { countCells, equalCellsScore, fingerprint } from "./testing/statistics.js";

const n = 100_000;

describe("randint", () => {
  test("equals what an independent program computed", () => {
    expect([...randint(key(42), [8], { high: 10 })]).toEqual([0, 0, 3, 3, 2, 5, 6, 9]);
    expect(fingerprint(randint(key(2024), [n], { low: -3, high: 2 ** 31 }))).toBe("1840596c");
  });

  test.each([1, 2, 3, 10, 97, 1000])("makes %d values equally likely", (high) => {
    const sample = randint(key(1), [n], { high });
    expect(sample.every((x) => x >= 0 && x < high)).toBe(true);
    if (high > 1) expect(equalCellsScore(countCells(sample, high))).toBeLessThan(4.5);
  });

  test("shifts by low", () => {
    const shifted = randint(key(1), [100], { low: -7, high: 3 });
    expect(shifted).toEqual(randint(key(1), [100], { high: 10 }).map((x) => x - 7));
  });

  test("is unbiased where 2³² is not a multiple of the span, and the test catches the biased version", () => {
    const low = -(2 ** 31);
    const span = 3 * 2 ** 30;
    const thirds = (x: number) => (x - low) % 3;
    const fair = Array.from(randint(key(6), [n], { low, high: low + span }), thirds);
    expect(equalCellsScore(countCells(fair, 3))).toBeLessThan(4.5);
    const words = Array.from(randint(key(6), [n], { low, high: 2 ** 31 }), (x) => x - low);
    const biased = words.map((word) => scale(word, span) % 3);
    expect(equalCellsScore(countCells(biased, 3))).toBeGreaterThan(4.5);
  });

  test("covers the whole range of int32", () => {
    const whole = randint(key(3), [n], { low: -(2 ** 31), high: 2 ** 31 });
    const cells = whole.map((x) => Math.floor(x / 2 ** 24) + 128);
    expect(equalCellsScore(countCells(cells, 256))).toBeLessThan(4.5);
  });

  test("pairs of neighbours are equally likely", () => {
    const sample = randint(key(4), [n, 2], { high: 16 });
    const pairs = Array.from({ length: n }, (_, i) => 16 * sample[2 * i]! + sample[2 * i + 1]!);
    expect(equalCellsScore(countCells(pairs, 256))).toBeLessThan(4.5);
    const lazy = pairs.map((pair, i) => (i % 20 === 0 ? 17 * (pair >> 4) : pair));
    expect(equalCellsScore(countCells(lazy, 256))).toBeGreaterThan(4.5);
  });

  test.each([
    [0, 0],
    [3, 2],
    [0, 2 ** 31 + 1],
    [-(2 ** 31) - 1, 0],
    [0.5, 2],
    [0, Number.NaN],
  ])("refuses the bounds %d and %d", (low, high) => {
    expect(() => randint(key(0), [1], { low, high })).toThrow(
      `randint: low and high must be integers with -2^31 <= low < high <= 2^31, got low ${low} and high ${high}.`,
    );
  });
});
