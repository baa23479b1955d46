import { describe, expect, test } from "vitest";
import { decimate } from "./decimate.js";

const wave = (n: number): { x: Float64Array; y: Float64Array } => ({
  x: Float64Array.from({ length: n }, (_, i) => (480 * i) / n),
  y: Float64Array.from(
    { length: n },
    (_, i) => Math.sin(i * 12.9898) * 43758.5453 - Math.floor(Math.sin(i * 12.9898) * 43758.5453),
  ),
});

const extremes = (
  x: Float64Array,
  y: Float64Array,
  indices: Iterable<number>,
): Map<number, [number, number]> => {
  const found = new Map<number, [number, number]>();
  for (const i of indices) {
    const column = Math.floor(x[i] ?? 0);
    const [low, high] = found.get(column) ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    found.set(column, [Math.min(low, y[i] ?? 0), Math.max(high, y[i] ?? 0)]);
  }
  return found;
};

describe("decimate", () => {
  test("every column of pixels keeps its lowest and highest value", () => {
    const { x, y } = wave(30_000);
    expect(extremes(x, y, decimate(x, y))).toEqual(extremes(x, y, x.keys()));
  });

  test("keeping every k-th point instead loses extremes, which this comparison sees", () => {
    const { x, y } = wave(30_000);
    const thinned = [...x.keys()].filter((i) => i % 16 === 0);
    expect(extremes(x, y, thinned)).not.toEqual(extremes(x, y, x.keys()));
  });

  test("at most four points a pixel remain, ascending, with both ends", () => {
    const { x, y } = wave(30_000);
    const kept = decimate(x, y);
    expect(kept.length).toBeLessThanOrEqual(4 * 480);
    expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
    expect([kept[0], kept.at(-1)]).toEqual([0, 29_999]);
  });

  test("a line with fewer points than pixels keeps all of them", () => {
    expect(decimate([0, 10, 20], [1, 2, 1])).toEqual([0, 1, 2]);
  });

  test("a value that is not finite stays, so that the line breaks there", () => {
    expect(decimate([0.1, 0.2, 0.3, 0.4, 0.5], [1, 2, Number.NaN, 3, 4])).toEqual([0, 1, 2, 3, 4]);
  });
});
