import { interpolateViridis } from "d3-scale-chromatic";
import { describe, expect, test } from "vitest";
import { areas, byClass, places, readSvg } from "../test/read-svg.js";
import { velocityField } from "./velocity-field.js";

const tips = (svg: string): { fill: string; start: [number, number]; tip: [number, number] }[] =>
  byClass(readSvg(svg), "arrows").map(({ attributes }) => {
    const outline = places(attributes.d ?? "");
    const [a = [0, 0], z = [0, 0]] = [outline[0], outline[6]];
    return {
      fill: attributes.fill ?? "",
      start: [(a[0] + z[0]) / 2, (a[1] + z[1]) / 2],
      tip: outline[3] ?? [0, 0],
    };
  });

describe("velocityField", () => {
  test("speeds that are no more than rounding are at rest", () => {
    const svg = velocityField({ x: [0, 0, 1, 0], vectors: [1e-320, 0, 0, 1e-320] });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test("arrows start at their places, point along the velocity and are in proportion to the speed", () => {
    const svg = velocityField({
      x: [-1, 0, 1, 0],
      vectors: [0, 1, 2, 0],
      xlim: [-2, 2],
      ylim: [-2, 2],
      length: 0.5,
    });
    const [slow, fast] = tips(svg);
    const side = areas(readSvg(svg))[0]?.width ?? 0;
    expect(slow?.start[0]).toBeCloseTo(side / 4, 0);
    expect(fast?.start[1]).toBeCloseTo(side / 2, 0);
    const up = (slow?.start[1] ?? 0) - (slow?.tip[1] ?? 0);
    const right = (fast?.tip[0] ?? 0) - (fast?.start[0] ?? 0);
    expect(Math.abs((slow?.tip[0] ?? 0) - (slow?.start[0] ?? 0))).toBeLessThan(0.11);
    expect(up).toBeGreaterThan(0);
    expect(right / up).toBeCloseTo(2, 1);
    expect(right).toBeCloseTo(0.5 * Math.sqrt((side * side) / 2), 0);
  });

  test("the colour tells the speed", () => {
    const fills = tips(velocityField({ x: [0, 0, 1, 0], vectors: [0.0001, 0, 1, 0] })).map(
      ({ fill }) => fill,
    );
    expect(fills).toEqual([interpolateViridis(0), interpolateViridis(0.92)]);
  });

  test("a field at rest is drawn as dots and not as NaN", () => {
    const svg = velocityField({ x: [0, 0, 1, 1], vectors: [0, 0, 0, 0] });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test("places and velocities that do not match are refused", () => {
    expect(() => velocityField({ x: [0, 0], vectors: [] })).toThrow(
      "velocityField: x and vectors must have the same length, got 2 and 0. Pass one vectors for each x.",
    );
    expect(() => velocityField({ x: [], vectors: [] })).toThrow(
      "velocityField: x must hold at least one place, got none.",
    );
    expect(() => velocityField({ x: [0, 0], vectors: [0, Number.NaN] })).toThrow(
      "got NaN at index 1 (point 0)",
    );
    expect(() => velocityField({ x: [0, 0], vectors: [0, 1], length: 0 })).toThrow("length must lie in");
  });
});
