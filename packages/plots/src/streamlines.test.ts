import { DataError, OptionError, ShapeError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { byClass, readSvg } from "../test/read-svg.js";
import { streamlines } from "./streamlines.js";
import { traceStreamlines } from "./trace-streamlines.js";

const plane = { columns: 41, rows: 41, xlim: [-2, 2], ylim: [-2, 2] } as const;
const grid = (f: (x: number, y: number) => readonly [number, number]): Float64Array =>
  Float64Array.from({ length: 2 * 41 * 41 }, (_, k) => {
    const i = k >> 1;
    return f(-2 + (i % 41) * 0.1, -2 + Math.floor(i / 41) * 0.1)[k % 2]!;
  });

describe("streamlines", () => {
  test("in a rotation the distance to the middle stays, and the direction is that of the flow", () => {
    const lines = traceStreamlines({ ...plane, vectors: grid((x, y) => [-y, x]) });
    expect(lines.length).toBeGreaterThan(8);
    for (const { x, y } of lines) {
      const radii = x.map((value, i) => Math.hypot(value, y[i]!));
      // Steps of a fifth of a cell of 4/18, by the midpoint rule: its error a step is (h/r)³/24 of the radius.
      const bound = (x.length * 0.0445 ** 3) / (8 * Math.min(...radii) ** 2) + 1e-9;
      expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(bound);
      const turn = x[0]! * y[1]! - y[0]! * x[1]!;
      expect(turn).toBeGreaterThan(0);
    }
  });

  test("no two lines come into one cell", () => {
    const lines = traceStreamlines({ ...plane, vectors: grid((x, y) => [1 + y * y, Math.sin(2 * x)]) });
    const owner = new Map<string, number>();
    lines.forEach(({ x, y }, line) => {
      x.forEach((value, i) => {
        const cell = `${Math.min(17, Math.floor((value + 2) / (4 / 18)))} ${Math.min(17, Math.floor((y[i]! + 2) / (4 / 18)))}`;
        expect(owner.get(cell) ?? line).toBe(line);
        owner.set(cell, line);
      });
    });
  });

  test("the limits need not be square: a straight flow stays straight", () => {
    const field = { vectors: [1, 0.5, 1, 0.5, 1, 0.5, 1, 0.5], columns: 2, rows: 2 };
    for (const { x, y } of traceStreamlines({ ...field, xlim: [0, 4], ylim: [0, 1] }))
      expect((y.at(-1)! - y[0]!) / (x.at(-1)! - x[0]!)).toBeCloseTo(0.5, 9);
  });

  test("limits of which one is far longer cost no more than others", () => {
    const vectors = Float64Array.from({ length: 800 }, (_, i) => Math.sin(i));
    const field = { vectors, columns: 20, rows: 20, xlim: [0, 1] } as const;
    for (const ratio of [20, 2000])
      expect(streamlines({ ...field, ylim: [0, ratio] }).length).toBeLessThan(1e6);
    expect(traceStreamlines({ ...field, ylim: [0, 20] }).length).toBeGreaterThan(100);
    expect(() => streamlines({ ...field, ylim: [0, 1], fastest: 0 })).toThrow(OptionError);
  });

  test("a field at rest has no lines, and is drawn all the same", () => {
    const svg = streamlines({ ...plane, vectors: grid(() => [0, 0]) });
    expect(byClass(readSvg(svg), "line")).toHaveLength(0);
  });

  test("every line has a head", () => {
    const svg = readSvg(streamlines({ ...plane, vectors: grid(() => [1, 0]) }));
    expect(byClass(svg, "heads").length).toBe(byClass(svg, "line").length);
    expect(byClass(svg, "line").length).toBeGreaterThan(10);
  });

  test("vectors that do not fit the grid or are not finite are refused", () => {
    expect(() => streamlines({ ...plane, vectors: [1] })).toThrow(ShapeError);
    expect(() => streamlines({ ...plane, vectors: grid(() => [Number.NaN, 0]) })).toThrow(DataError);
  });
});
