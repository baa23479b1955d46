import { DataError, OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { areas, byClass, places, readSvg } from "../test/read-svg.js";
import { histogram } from "./histogram.js";

const box = { panelWidth: 400, panelHeight: 200 } as const;
const outline = (svg: string): [number, number][] =>
  places(byClass(readSvg(svg), "bars")[0]?.attributes.d ?? "");

describe("histogram", () => {
  test("heights are densities: the share of the values in a bin over its width", () => {
    const series = [{ values: [0.1, 0.2, 0.3, 1.5] }];
    const svg = histogram({ series, bins: 2, range: [0, 2], top: 1, ...box });
    expect(outline(svg)).toEqual([
      [0, 200],
      [0, 50],
      [200, 50],
      [200, 150],
      [400, 150],
      [400, 200],
    ]);
  });

  test("the greatest value falls into the last bin, and values outside of the range only count", () => {
    const svg = histogram({ series: [{ values: [1, 2, 5, -5] }], bins: 2, range: [0, 2], top: 1, ...box });
    expect(outline(svg).map(([, y]) => y)).toEqual([200, 200, 200, 100, 100, 200]);
  });

  test("along y the values run upwards and bars to the right, or to the left when mirrored", () => {
    const options = { series: [{ values: [0.5] }], bins: 2, range: [0, 2], top: 2, along: "y" } as const;
    expect(outline(histogram({ ...options, ...box }))[1]).toEqual([200, 200]);
    expect(outline(histogram({ ...options, mirror: true, ...box }))[1]).toEqual([200, 200]);
    expect(outline(histogram({ ...options, mirror: true, ...box }))[0]).toEqual([400, 200]);
    expect(areas(readSvg(histogram({ ...options, ...box })))).toEqual([{ width: 400, height: 200 }]);
  });

  test("values that are all the same make one bar", () => {
    for (const value of [3, 1e17, -1e17])
      expect(histogram({ series: [{ values: [value, value] }] })).not.toMatch(/NaN|Infinity/);
  });

  test("many bins and series are drawn", () => {
    const series = Array.from({ length: 20 }, (_, k) => ({ values: [k, 30 + k] }));
    expect(byClass(readSvg(histogram({ series, bins: 10_000 })), "bars")).toHaveLength(20);
  });

  test("no values, values that are not finite, and odd options are refused", () => {
    expect(() => histogram({ series: [{ values: [] }] })).toThrow(DataError);
    expect(() => histogram({ series: [] })).toThrow(DataError);
    expect(() => histogram({ series: [{ values: [1, Number.NaN] }] })).toThrow(
      "histogram: series[0].values must hold finite numbers, got NaN at index 1.",
    );
    expect(() => histogram({ series: [{ values: [1] }], bins: 0 })).toThrow(OptionError);
    expect(() => histogram({ series: [{ values: [1, 2] }], bins: 200_000 })).toThrow(
      "histogram: bins must lie in [1, 10000], got 200000.",
    );
    expect(() => histogram({ series: [{ values: [-1.7e308, 1.7e308] }] })).toThrow(DataError);
  });
});
