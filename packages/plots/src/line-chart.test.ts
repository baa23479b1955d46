import { DataError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { byClass, places, readSvg, walk } from "../test/read-svg.js";
import { lineChart } from "./line-chart.js";

const placesOf = (svg: string): readonly [number, number][] =>
  places(byClass(readSvg(svg), "line")[0]?.attributes.d ?? "");

describe("lineChart on a logarithmic x axis", () => {
  const series = [{ x: [1, 10, 100, 1000], y: [0, 1, 2, 3] }];

  test("equal ratios are equal distances, and powers of ten are marked", () => {
    const svg = lineChart({ series, logX: true, xlim: [1, 1000], panelWidth: 300 });
    const [a = 0, b = 0, c = 0, d = 0] = placesOf(svg).map(([x]) => x);
    expect([b - a, c - b, d - c]).toEqual([b - a, b - a, b - a]);
    const words = walk(readSvg(svg)).map(({ text }) => text);
    for (const label of ["1", "10", "100", "1000"]) expect(words).toContain(label);
  });

  test("mirrored, it grows to the left", () => {
    const xs = placesOf(lineChart({ series, logX: true, mirror: true })).map(([x]) => x);
    expect(xs.every((x, i) => i === 0 || x < xs[i - 1]!)).toBe(true);
  });

  test("what has no logarithm is refused by index", () => {
    const wrong = { series: [{ x: [1, 0], y: [1, 2] }], logX: true };
    expect(() => lineChart(wrong)).toThrow(DataError);
    expect(() => lineChart(wrong)).toThrow(
      "lineChart: series[0].x must be positive on a logarithmic axis, got 0 at index 1. Use logX: false.",
    );
    expect(() => lineChart({ series, logX: true, xlim: [0, 10] })).toThrow("xlim must be positive");
  });
});
