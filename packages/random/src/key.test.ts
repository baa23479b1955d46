import { describe, expect, test } from "vitest";
import { foldIn, type Key, key, normal, split, uniform } from "./index.js";
import { serialScore } from "./testing/statistics.js";

const name = ({ words }: Key) => words.join(" ");

describe("key", () => {
  test("puts the low half of the seed first", () => {
    expect(key(42).words).toEqual([42, 0]);
    expect(key(2 ** 32 + 5).words).toEqual([5, 1]);
    expect(key(Number.MAX_SAFE_INTEGER).words).toEqual([0xffffffff, 0x1fffff]);
    expect(key((1n << 64n) - 1n).words).toEqual([0xffffffff, 0xffffffff]);
    expect(key(7n)).toEqual(key(7));
  });

  test("is frozen, and survives JSON", () => {
    const made = key(42);
    expect(Object.isFrozen(made) && Object.isFrozen(made.words)).toBe(true);
    expect(normal(JSON.parse(JSON.stringify(made)), [3])).toEqual(normal(made, [3]));
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])("refuses the seed %s", (seed) => {
    expect(() => key(seed)).toThrow(`key: seed must be a non-negative safe integer, got ${seed}.`);
  });

  test.each([-1n, 1n << 64n])("refuses the bigint seed %s", (seed) => {
    expect(() => key(seed)).toThrow(`key: a bigint seed must lie in [0, 2^64), got ${seed}.`);
  });
});

describe("split and foldIn", () => {
  test("give the keys that an independent program computed", () => {
    expect(split(key(42), 3).map(({ words }) => words)).toEqual([
      [541301508, 2550652962],
      [528846114, 1519611893],
      [545174484, 2544838032],
    ]);
    expect(foldIn(key(42), 7).words).toEqual([1928664837, 3952527727]);
    expect(foldIn(key(42), 3 * 2 ** 32 + 5).words).toEqual([521507742, 900581090]);
  });

  test("child i does not depend on how many there are", () => {
    expect(split(key(1), 100).slice(0, 3)).toEqual(split(key(1), 3));
    expect(split(key(1))).toHaveLength(2);
    expect(split(key(1), 0)).toEqual([]);
  });

  test("all children of a key differ, from each other and from the key", () => {
    const folded = Array.from({ length: 5000 }, (_, i) => foldIn(key(1), i));
    const all = [key(1), ...split(key(1), 5000), ...folded];
    expect(new Set(all.map(name)).size).toBe(10_001);
  });

  test("children draw numbers independent of each other, of the parent and of a neighbouring seed", () => {
    const n = 20_000;
    const parents = [key(3), key(4), ...split(key(3), 2), foldIn(key(3), 0), foldIn(key(3), 1)];
    const draws = parents.map((one) => normal(one, [n], { dtype: "float64" }));
    const score = (x: Float64Array, y: Float64Array) =>
      x.reduce((sum, value, i) => sum + value * y[i]!, 0) / Math.sqrt(n);
    for (const [i, x] of draws.entries()) {
      for (const y of draws.slice(i + 1)) expect(Math.abs(score(x, y))).toBeLessThan(4.5);
      expect(Math.abs(score(x, draws[i]!))).toBeGreaterThan(4.5);
    }
  });

  test("the first numbers of many children are independent, which those of one key drawn twice are not", () => {
    const first = split(key(9), 20_000).map((one) => normal(one, [])[0]!);
    expect(Math.abs(serialScore(first, 1))).toBeLessThan(4.5);
    const reused = first.map((_, i) => first[i >> 1]!);
    expect(Math.abs(serialScore(reused, 1))).toBeGreaterThan(4.5);
  });

  test("refuse a count, a number or a key that is none", () => {
    expect(() => split(key(0), -1)).toThrow("split: count must be a non-negative integer, got -1.");
    expect(() => foldIn(key(0), 1.5)).toThrow("foldIn: data must be a non-negative safe integer, got 1.5.");
    const damaged = { words: [1] } as unknown as Key;
    expect(() => split(damaged)).toThrow('split: key must hold two uint32 words, got {"words":[1]}.');
    const seed = 7 as unknown as Key;
    expect(() => uniform(seed, [2])).toThrow("uniform: key must hold two uint32 words, got 7.");
  });
});
