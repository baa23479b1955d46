import { OptionError, ShapeError } from "@nami/errors";
import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { areas, byClass, readSvg } from "../test/read-svg.js";
import { heatMap, heatMapPanel } from "./heat-map.js";

const plane = { columns: 3, rows: 2, xlim: [0, 3], ylim: [0, 2] } as const;
const cells = (svg: string) => {
  const [image] = byClass(readSvg(svg), "cells");
  const href = image?.attributes.href ?? "";
  const bytes = Buffer.from(href.replace("data:image/png;base64,", ""), "base64");
  return { image, png: decode(bytes) };
};
const pixel = (svg: string, column: number, row: number): number[] => {
  const { png } = cells(svg);
  const at = 4 * (row * png.width + column);
  return [...png.data.slice(at, at + 4)];
};

describe("heatMap", () => {
  test("cells of one large value have a range around it", () => {
    const cells = { columns: 2, rows: 1, xlim: [0, 1], ylim: [0, 1] } as const;
    expect(heatMapPanel({ values: [1e17, 1e17], ...cells }).colorBar?.limits).toEqual([9e16, 1.1e17]);
  });

  test("each cell is one pixel, the first row at the bottom, the greatest value in the last colour", () => {
    const svg = heatMap({ ...plane, values: [5, 0, 0, 0, 0, 2] });
    expect(cells(svg).png).toMatchObject({ width: 3, height: 2 });
    expect(pixel(svg, 0, 1)).toEqual([253, 231, 37, 255]);
    expect(pixel(svg, 1, 1)).toEqual([68, 1, 84, 255]);
    expect(pixel(svg, 2, 0)).not.toEqual(pixel(svg, 1, 0));
  });

  test("the picture fills its limits", () => {
    const svg = heatMap({ ...plane, values: [0, 1, 2, 3, 4, 5] });
    const [{ width, height } = { width: 0, height: 0 }] = areas(readSvg(svg));
    expect(cells(svg).image?.attributes).toMatchObject({
      x: "0",
      y: "0",
      width: String(width),
      height: String(height),
    });
  });

  test("a cell that is not finite stays empty", () => {
    expect(pixel(heatMap({ ...plane, values: [0, 1, Number.NaN, 3, 4, 5] }), 2, 1)[3]).toBe(0);
  });

  test("diverging colours are about zero, red above and blue below", () => {
    const svg = heatMap({ ...plane, values: [-1, 0, 2, -2, 0, 1], colors: "diverging" });
    const [red = 0, , blue = 0] = pixel(svg, 2, 1);
    expect(red).toBeGreaterThan(blue);
    expect(pixel(svg, 0, 0)[2]).toBeGreaterThan(pixel(svg, 0, 0)[0]!);
    const [r = 0, g = 0, b = 0] = pixel(svg, 1, 0);
    expect(Math.min(r, g, b)).toBeGreaterThan(235);
  });

  test("values beyond a given range take its end colours", () => {
    const svg = heatMap({ ...plane, values: [-9, 0, 1, 9, 0, 1], range: [0, 1] });
    expect(pixel(svg, 0, 1)).toEqual(pixel(svg, 1, 1));
    expect(pixel(svg, 0, 0)).toEqual(pixel(svg, 2, 0));
  });

  test("equal values everywhere, or none that is finite, still make a picture", () => {
    expect(() => heatMap({ ...plane, values: [1, 1, 1, 1, 1, 1] })).not.toThrow();
    expect(() => heatMap({ ...plane, values: new Float64Array(6).fill(Number.NaN) })).not.toThrow();
  });

  test("a grid of another size, odd limits and unknown colours are refused", () => {
    expect(() => heatMap({ ...plane, values: [1] })).toThrow(
      new ShapeError(
        "heatMap: values must hold rows · columns = 6 numbers, got 1. Pass the grid row by row.",
      ),
    );
    expect(() => heatMap({ ...plane, values: [1, 2, 3, 4, 5, 6], range: [1, 0] })).toThrow(OptionError);
    expect(() => heatMap({ ...plane, values: [1, 2, 3, 4, 5, 6], colors: String("jet") as "gray" })).toThrow(
      'colors must be "viridis", "diverging" or "gray", got "jet"',
    );
  });
});
