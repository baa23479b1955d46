import { OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { brownianTree } from "./brownian-tree.js";
import { key } from "./key.js";
import { uniform } from "./uniform.js";

const paths = 2 ** 15;
const tree = brownianTree(key(7));

/** Mean of products, which is the covariance of what has mean 0. */
const covariance = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0) / a.length;

/** How many standard errors an estimated covariance of Gaussians is off: Var(ab) = σ_a²σ_b² + c². */
const errorsOff = (a: Float64Array, b: Float64Array, want: number, varA: number, varB: number): number =>
  Math.abs(covariance(a, b) - want) / Math.sqrt((varA * varB + want * want) / a.length);

/** Six estimates a case: a level of 1e-6 in all of them. */
const bound = 5.5;

describe("the law of a path", () => {
  test.each([
    [0.5, 1],
    [0.125, 0.875],
    [0.3, 0.31],
    [0, 0.7],
    [1 / 3, 2 / 3],
  ])("has independent increments before, within and after [%f, %f], with their areas", (s, t) => {
    const h = t - s;
    const { w, area } = tree.increment(s, t, paths);
    const before = tree.value(s, paths);
    expect(errorsOff(w, w, h, h, h)).toBeLessThan(bound);
    expect(errorsOff(w, area, h ** 2 / 2, h, h ** 3 / 3)).toBeLessThan(bound);
    expect(errorsOff(area, area, h ** 3 / 3, h ** 3 / 3, h ** 3 / 3)).toBeLessThan(bound);
    if (s > 0) {
      expect(errorsOff(before, w, 0, s, h)).toBeLessThan(bound);
      expect(errorsOff(before, area, 0, s, h ** 3 / 3)).toBeLessThan(bound);
    }
  });

  test("would not stand a bridge of another variance, nor a key used twice", () => {
    // 1.1 times the distance of the middle from its mean: a bridge with 1.21 times the variance.
    const [middle, end] = [tree.value(0.5, paths), tree.value(1, paths)];
    const wrong = middle.map((x, i) => end[i]! / 2 + 1.1 * (x - end[i]! / 2));
    expect(errorsOff(wrong, wrong, 0.5, 0.5, 0.5)).toBeGreaterThan(10);
    const again = brownianTree(key(7)).value(0.5, paths);
    expect(errorsOff(again, middle, 0, 0.5, 0.5)).toBeGreaterThan(10);
    const other = brownianTree(key(8)).value(0.5, paths);
    expect(errorsOff(other, middle, 0, 0.5, 0.5)).toBeLessThan(bound);
  });

  test("is the same over another interval, stretched", () => {
    const long = brownianTree(key(9), { t0: -2, t1: 6 });
    const { w, area } = long.increment(-1, 3, paths);
    expect(errorsOff(w, w, 4, 4, 4)).toBeLessThan(bound);
    expect(errorsOff(area, area, 64 / 3, 64 / 3, 64 / 3)).toBeLessThan(bound);
  });
});

describe("a path is a function of time", () => {
  test("which gives the same bits at 100,000 times, asked for in any order", () => {
    const times = uniform(key(3), [100_000], { dtype: "float64" });
    const forwards = times.map((t) => tree.value(t, 1)[0]!);
    for (let i = times.length - 1; i >= 0; i -= 1)
      if (tree.value(times[i]!, 1)[0] !== forwards[i]) expect([i, times[i]]).toBe("the same");
  });

  test("whose increments and areas add up", () => {
    const times = [...uniform(key(4), [200], { dtype: "float64" })].sort((a, b) => a - b);
    let [w, area] = [0, 0];
    for (let i = 1; i < times.length; i++) {
      const step = tree.increment(times[i - 1]!, times[i]!, 1, { first: 5 });
      area += step.area[0]! + (times[i]! - times[i - 1]!) * w;
      w += step.w[0]!;
    }
    const whole = tree.increment(times[0]!, times.at(-1)!, 1, { first: 5 });
    expect(Math.abs(w - whole.w[0]!)).toBeLessThan(1e-12);
    expect(Math.abs(area - whole.area[0]!)).toBeLessThan(1e-12);
  });

  test("whose integral is that of its values", () => {
    const [s, t, steps] = [0.25, 0.2500001, 4096];
    const mean = Array.from(
      { length: steps },
      (_, i) => tree.value(s + ((i + 0.5) / steps) * (t - s), 1)[0]!,
    );
    const sum = mean.reduce((a, b) => a + b, 0) / steps;
    const { area } = tree.increment(s, t, 1);
    expect(Math.abs(area[0]! / (t - s) - (sum - tree.value(s, 1)[0]!))).toBeLessThan(1e-8);
  });

  test("that a finer tolerance does not change where the coarser one looks", () => {
    const coarse = brownianTree(key(1), { tolerance: 1 / 64 });
    const fine = brownianTree(key(1), { tolerance: 1e-9 });
    for (let i = 0; i <= 64; i++) {
      expect(fine.value(i / 64, 3)).toEqual(coarse.value(i / 64, 3));
      expect(fine.integral(i / 64, 3)).toEqual(coarse.integral(i / 64, 3));
    }
  });

  test("that does not jump anywhere", () => {
    const leaf = 2 ** -24;
    for (const t of [leaf, 0.5, 12345 * leaf]) {
      const [left, right] = [tree.value(t * (1 - 2 ** -50), 1)[0]!, tree.value(t, 1)[0]!];
      expect(Math.abs(left - right)).toBeLessThan(1e-9);
    }
  });
});

test("path i is the same however many are asked for", () => {
  const all = tree.increment(0.2, 0.9, 7);
  const some = tree.increment(0.2, 0.9, 3, { first: 4 });
  expect(some.w).toEqual(all.w.slice(4));
  expect(some.area).toEqual(all.area.slice(4));
});

test("from t back to s a path does the opposite", () => {
  const [there, back] = [tree.increment(0.2, 0.9, 2), tree.increment(0.9, 0.2, 2)];
  expect(back.w).toEqual(there.w.map((w) => -w));
  there.area.forEach((area, i) => {
    expect(back.area[i]).toBeCloseTo(-(area - 0.7 * there.w[i]!), 14);
  });
});

test("the bits are these, in every engine", () => {
  expect([...brownianTree(key(42)).value(0.3, 2), ...brownianTree(key(42)).integral(1, 2)]).toEqual(pinned);
});
const pinned: readonly number[] = [
  0.36837594508773175, 0.2302312645819453, 0.6929266560224515, 0.47185013327188613,
];

describe("between", () => {
  test("keeps a given interval, and that of the first question where none was given", () => {
    const given = brownianTree(key(0), { t1: 2 });
    expect(given.between(1, 0.5)).toBe(given);
    const free = brownianTree(key(0));
    const wide = free.between(3, -1);
    expect([free.t0, free.t1, wide.t0, wide.t1]).toEqual([-1, 3, -1, 3]);
    expect(free.between(0, 1)).toBe(wide);
    expect(free.value(0.5, 3)).toEqual(wide.value(0.5, 3));
    // The next solve would have the noise of the one before it.
    const unit = brownianTree(key(0));
    unit.between(0, 1);
    expect(() => unit.between(1, 2)).toThrow("got one over [0, 1]. Give it { t0, t1 } of all solves");
    const asked = brownianTree(key(0));
    asked.value(0.5, 1);
    expect(() => asked.between(0, 2)).toThrow("got one over [0, 1]");
    expect(() => given.between(0, 3)).toThrow(
      "brownianTree: the tree must cover [0, 3], got one over [0, 2]. Give it { t0, t1 } of all solves, or take another key for another path.",
    );
  });
});

test.each([
  [() => brownianTree(key(0), { t0: 1, t1: 1 }), "t1 must exceed t0"],
  [() => brownianTree(key(0), { t1: Number.POSITIVE_INFINITY }), "both be finite"],
  [() => brownianTree(key(0), { tolerance: 0 }), "tolerance must be above 0, got 0"],
  [() => tree.value(1.5, 1), "times must lie in [0, 1], got 1.5"],
  [() => tree.value(Number.NaN, 1), "got NaN"],
  [() => tree.value(0.5, -1), "non-negative integers"],
])("refuses what it cannot do: %#", (run, message) => {
  expect(run).toThrow(OptionError);
  expect(run).toThrow(message);
});
