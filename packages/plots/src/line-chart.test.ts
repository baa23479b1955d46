import { DataError, OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { areas, byClass, places, readSvg, walk } from "../test/read-svg.js";
import { figure } from "./figure.js";
import { lineChart, linePanel } from "./line-chart.js";

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

describe("lineChart with a mirrored axis", () => {
  const series = [{ x: [0, 10], y: [0, 10] }];

  test("of equal aspect keeps its height and stands upright", () => {
    for (const limits of [{}, { xlim: [0, 10], ylim: [0, 10] } as const]) {
      const svg = lineChart({ series, mirror: true, equal: true, ...limits });
      const [{ width, height } = { width: 0, height: 0 }] = areas(readSvg(svg));
      expect(Math.min(width, height)).toBeGreaterThan(300);
      const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = placesOf(svg);
      expect([x1 < x0, y1 < y0]).toEqual([true, true]);
    }
    expect(() => lineChart({ series, equal: true, log: true })).toThrow(OptionError);
  });

  test("shares limits that hold the lines of all panels, each in its own direction", () => {
    const line = (end: number, mirror: boolean) =>
      linePanel({ series: [{ x: [0, end], y: [0, 1] }], xlim: [0, end], ylim: [0, 1], mirror });
    const size = { panelWidth: 100, panelHeight: 100 };
    const ends = (...panels: ReturnType<typeof line>[]): [number, number][] =>
      byClass(readSvg(figure({ panels, share: true, ...size })), "line").map(({ attributes }) => {
        const [[from] = [0], [to] = [0]] = places(attributes.d ?? "");
        return [from, to];
      });
    expect(ends(line(1, true), line(2, true))).toEqual([
      [100, 50],
      [100, 0],
    ]);
    expect(ends(line(1, true), line(2, false))).toEqual([
      [100, 50],
      [0, 100],
    ]);
  });
});

describe("the fill of a line", () => {
  const regions = (options: Parameters<typeof lineChart>[0]): string[] =>
    byClass(readSvg(lineChart({ panelWidth: 100, panelHeight: 100, ...options })), "region").map(
      ({ attributes }) => attributes.d ?? "",
    );
  const box = { xlim: [0, 4], ylim: [0, 4] } as const;

  test("is a region for each run of points that are finite, and none without points", () => {
    const y = [1, 1, Number.NaN, 2, 2];
    const filled = { x: [0, 1, 2, 3, 4], y, fill: "y" } as const;
    expect(regions({ series: [filled], ...box })).toEqual([
      "M0 100L0 75L25 75L25 100zM75 100L75 50L100 50L100 100z",
    ]);
    const none = [
      { x: [], y: [], fill: "y" },
      { x: [1], y: [Number.NaN], fill: "x" },
    ] as const;
    expect(regions({ series: [...none, filled], ...box })).toHaveLength(1);
  });

  test("reaches down to the lower end of a logarithmic axis", () => {
    const series = [{ x: [1, 100], y: [10, 10], fill: "y" }] as const;
    expect(regions({ series, log: true, xlim: [1, 100], ylim: [1, 100] })).toEqual([
      "M0 100L0 50L100 50L100 100z",
    ]);
    const sideways = {
      series: [{ ...series[0], fill: "x" }],
      logX: true,
      ylim: [0, 20],
      xlim: [1, 100],
    } as const;
    expect(regions(sideways)).toEqual(["M0 50L0 50L100 50L0 50z"]);
    expect(regions({ ...sideways, mirror: true })).toEqual(["M100 50L100 50L0 50L100 50z"]);
  });
});

describe("numbers at the ends of their range", () => {
  const chart = (y: readonly number[], log = false) =>
    lineChart({ series: [{ x: y.map((_, i) => i), y }], log });
  const labels = (svg: string): string[] =>
    walk(readSvg(svg)).flatMap(({ attributes, text }) => (attributes["text-anchor"] === "end" ? [text] : []));

  test.each([
    ["far apart on a logarithmic axis", [1e-300, 1, 1e300], true],
    ["at the ends of a logarithmic axis", [5e-324, 1, 1.7e308], true],
    ["next to each other", [1, 1 + 2 ** -52], false],
    ["next to each other on a logarithmic axis", [1, 1 + 2 ** -52], true],
    ["large and the same", [1e17, 1e17], false],
    ["large", [-1e300, 1e299], false],
    ["small", [1e-200, 2e-200], false],
  ] as const)("%s are drawn, with labels that differ", (_, y, log) => {
    const svg = chart(y, log);
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(labels(svg).length).toBeGreaterThan(1);
    expect(new Set(labels(svg)).size).toBe(labels(svg).length);
    expect(Math.max(...labels(svg).map(({ length }) => length))).toBeLessThan(20);
  });

  test.each([[[-1.5e308, 0, 1.5e308]], [[1e-320, 2e-320]]])(
    "beyond what an axis can tell apart are refused: %j",
    (y) => {
      expect(() => chart(y)).toThrow(DataError);
      expect(() => chart(y)).toThrow(
        /^figure: ends of an axis must be 1e-300 or more apart and differ within double precision, got \[/,
      );
    },
  );

  test("narrow logarithmic axes are marked like linear ones", () => {
    const narrow = labels(chart([0.94, 0.9401, 0.9402], true));
    expect(new Set(narrow).size).toBe(narrow.length);
    expect(narrow).toContain("0.94002");
  });
});
