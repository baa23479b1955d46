import { describe, expect, test } from "vitest";
import { stampDiscs } from "./discs.js";

const color = 0x336699;

/** How much of each pixel is covered, from 0 to 1, on a paper whose array is wider than what is stamped on. */
const covered = (positions: readonly number[], { radius = 3, opacity = 1, side = 20 } = {}): number[] => {
  const stride = side + 5;
  const pixels = new Uint32Array(stride * side);
  stampDiscs({ pixels, stride, width: side, height: side }, Float32Array.from(positions), 1, {
    radius,
    opacity,
    color,
  });
  expect(pixels.every((pixel) => pixel === 0 || (pixel & 0xffffff) === color)).toBe(true);
  expect(pixels.every((pixel, i) => i % stride < side || pixel === 0)).toBe(true);
  return Array.from(
    pixels.filter((_, i) => i % stride < side),
    (pixel) => (pixel >>> 24) / 255,
  );
};
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("a disc", () => {
  test.each([1.6, 1.8, 3.6])("of radius %d covers its area, wherever it lies within a pixel", (radius) => {
    for (const place of [0, 0.2, 0.5, 0.77]) {
      const area = Math.PI * radius ** 2;
      expect(Math.abs(sum(covered([place, -place], { radius })) / area - 1)).toBeLessThan(0.05);
    }
  });

  test("lies where its point is, with y upwards", () => {
    const found = covered([4.3, 2.6]);
    const total = sum(found);
    const [x, y] = [(i: number) => (i % 20) + 0.5, (i: number) => Math.floor(i / 20) + 0.5];
    expect(Math.abs(sum(found.map((cover, i) => cover * x(i))) / total - 14.3)).toBeLessThan(0.1);
    expect(Math.abs(sum(found.map((cover, i) => cover * y(i))) / total - 7.4)).toBeLessThan(0.1);
  });

  test("covers as much as its opacity, and more where it lies on another one", () => {
    const middle = 10 * 20 + 10;
    expect(covered([0.5, -0.5], { opacity: 0.5 })[middle]).toBeCloseTo(0.5, 2);
    expect(covered([0.5, -0.5, 0.5, -0.5], { opacity: 0.5 })[middle]).toBeCloseTo(0.75, 2);
  });

  test("is cut at the edge of the paper", () => {
    for (const point of [
      [-10.1, 0],
      [-9.9, 0],
      [9.9, 0],
      [10.1, 0],
      [0, 9.9],
      [0, 10.1],
      [0, -9.9],
      [0, -10.1],
    ])
      expect(Math.abs(sum(covered(point)) / (Math.PI * 9) - 0.5)).toBeLessThan(0.1);
  });

  test("is left out where it is off the paper or nowhere", () => {
    for (const value of [14, -14, 1e30, Number.NaN, Number.POSITIVE_INFINITY])
      expect(sum(covered([value, 0, 0, value]))).toBe(0);
  });
});
