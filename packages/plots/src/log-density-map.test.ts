import { DataError, OptionError, ShapeError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { areas, byClass, dotPlaces, places, readSvg } from "../test/read-svg.js";
import { figure } from "./figure.js";
import { densityPanel, logDensityMap } from "./log-density-map.js";
import { scatterPanel } from "./scatter.js";

const plane = { columns: 61, rows: 41, xlim: [-3, 3], ylim: [-2, 2] } as const;
const grid = (f: (x: number, y: number) => number): Float64Array =>
  Float64Array.from({ length: 61 * 41 }, (_, i) => f(-3 + 0.1 * (i % 61), -2 + 0.1 * Math.floor(i / 61)));
const bands = (svg: string): [number, number][][] =>
  byClass(readSvg(svg), "band").map(({ attributes }) => places(attributes.d ?? ""));

describe("logDensityMap", () => {
  test("the bands of a Gaussian are circles of the radius that the log-density gives", () => {
    const values = grid((x, y) => -(x * x + y * y) / 2);
    const svg = logDensityMap({ ...plane, values, floor: -2, levels: 4 });
    const [{ width, height } = { width: 1, height: 1 }] = areas(
      svg === "" ? readSvg("<svg/>") : readSvg(svg),
    );
    const found = bands(svg);
    expect(found).toHaveLength(3);
    found.forEach((outline, i) => {
      const radius = Math.sqrt(2 * (2 - (i + 1) / 2));
      for (const [px, py] of outline) {
        const away = Math.hypot((px / width) * 6 - 3, 2 - (py / height) * 4);
        // Linear interpolation over 0.1 is off by at most 0.1²/(8 r), rounding by 0.05 px of 80 px a unit.
        expect(Math.abs(away - radius)).toBeLessThan(
          0.1 ** 2 / (8 * 0.99) + 0.05 * Math.SQRT2 * (6 / width) + 1e-9,
        );
      }
    });
  });

  test("the first row lies at the bottom and the first column at the left", () => {
    const svg = logDensityMap({ ...plane, values: grid((x, y) => (x < -1 && y < -1 ? 0 : -5)), levels: 2 });
    const [{ width, height } = { width: 1, height: 1 }] = areas(readSvg(svg));
    const inside = bands(svg).flat();
    expect(Math.max(...inside.map(([x]) => x))).toBeLessThan(width / 2);
    expect(Math.min(...inside.map(([, y]) => y))).toBeGreaterThan(height / 2);
  });

  test("in a figure with wider limits the map ends where its grid ends", () => {
    const map = densityPanel({ ...plane, values: grid((x) => x), colorBar: false });
    const around = scatterPanel({ points: [0, 0], xlim: [-6, 6], ylim: [-4, 4] });
    const svg = readSvg(figure({ panels: [map, around] }));
    const [{ width, height } = { width: 1, height: 1 }] = areas(svg);
    const inside = byClass(svg, "band").flatMap(({ attributes }) => places(attributes.d ?? ""));
    expect(inside.length).toBeGreaterThan(0);
    for (const [x, y] of inside) {
      expect(Math.abs(x / width - 0.5)).toBeLessThan(0.2505);
      expect(Math.abs(y / height - 0.5)).toBeLessThan(0.2505);
    }
  });

  test("minus infinity is clamped to the floor and the colour bar says so with a point", () => {
    const svg = logDensityMap({ ...plane, values: grid((x) => (x < 0 ? Number.NEGATIVE_INFINITY : -x)) });
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(byClass(readSvg(svg), "color-bar")[0]?.children.filter(({ tag }) => tag === "path")).toHaveLength(
      2,
    );
    const whole = logDensityMap({ ...plane, values: grid((x) => -x) });
    expect(
      byClass(readSvg(whole), "color-bar")[0]?.children.filter(({ tag }) => tag === "path"),
    ).toHaveLength(1);
  });

  test("the default floor is twelve nats below the maximum", () => {
    const values = grid((x) => -10 * (x + 3));
    expect(logDensityMap({ ...plane, values })).toBe(
      logDensityMap({ ...plane, values, floor: values[0]! - 12 }),
    );
    expect(readSvg(logDensityMap({ ...plane, values })).children[1]?.text).toBe(
      "map of log p(x) from -12 to 0.",
    );
  });

  test("limits are kept and a unit of x is as long as a unit of y", () => {
    const [{ width, height } = { width: 1, height: 1 }] = areas(
      readSvg(logDensityMap({ ...plane, values: grid((x) => x) })),
    );
    expect(width / height).toBeCloseTo(6 / 4, 3);
  });

  test("points are drawn over the map at their places", () => {
    const svg = readSvg(logDensityMap({ ...plane, values: grid((x) => x), points: [0, 0] }));
    const [{ width, height } = { width: 1, height: 1 }] = areas(svg);
    expect(dotPlaces(svg)[0]).toEqual([width / 2, height / 2]);
  });

  test("a constant density is drawn in one colour", () => {
    expect(bands(logDensityMap({ ...plane, values: grid(() => -1), levels: 1 }))).toEqual([]);
    expect(logDensityMap({ ...plane, values: grid(() => -1) })).not.toMatch(/NaN|Infinity/);
  });

  test("what cannot be drawn is refused", () => {
    const values = grid((x) => x);
    expect(() => logDensityMap({ ...plane, values: values.slice(1) })).toThrow(ShapeError);
    expect(() =>
      logDensityMap({ ...plane, values: values.map((v, i) => (i === 63 ? Number.NaN : v)) }),
    ).toThrow(DataError);
    expect(() =>
      logDensityMap({ ...plane, values: values.map((v, i) => (i === 63 ? Number.NaN : v)) }),
    ).toThrow(
      "logDensityMap: values must be finite or −Infinity, got NaN at index 63 (row 1, column 2). Check the log-density there.",
    );
    expect(() => logDensityMap({ ...plane, values: values.map(() => Number.NEGATIVE_INFINITY) })).toThrow(
      "everywhere",
    );
    expect(() => logDensityMap({ ...plane, values, floor: 5 })).toThrow(OptionError);
    expect(() => logDensityMap({ ...plane, values, levels: 0 })).toThrow(
      "levels must be a whole number of at least 1",
    );
    expect(() => logDensityMap({ ...plane, values, xlim: [3, -3] })).toThrow(
      "xlim must be two finite numbers in ascending order",
    );
  });
});
