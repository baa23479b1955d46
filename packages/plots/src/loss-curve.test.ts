import { DataError, OptionError, ShapeError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { areas, byClass, places, readSvg, walk } from "../test/read-svg.js";
import { lossCurve } from "./loss-curve.js";

const lines = (svg: string): [number, number][][] =>
  byClass(readSvg(svg), "line").map(({ attributes }) => places(attributes.d ?? ""));

const loss = Float64Array.from({ length: 3000 }, (_, i) => 1 + Math.exp(-i / 100) + 0.1 * Math.sin(i * i));

describe("lossCurve", () => {
  test("the line of the optimum lies at its value, across all steps", () => {
    const svg = lossCurve({
      loss: [3, 2, 1.5],
      window: 1,
      floor: 1,
      ylim: [0, 4],
      panelWidth: 200,
      panelHeight: 100,
    });
    const optimum = lines(svg).at(-1) ?? [];
    expect(optimum.map(([, y]) => y)).toEqual([75, 75]);
    expect(optimum.map(([x]) => x)).toEqual(lines(svg)[0]?.flatMap(([x], i) => (i === 1 ? [] : [x])));
    expect(walk(readSvg(svg)).map(({ text }) => text)).toContain("optimum 1");
  });

  test("the moving average starts at the step of its first full window with the mean of that window", () => {
    const values = [4, 2, 3, 1, 2];
    const svg = lossCurve({ loss: values, window: 3, ylim: [0, 4], panelWidth: 400, panelHeight: 400 });
    const [raw = [], mean = []] = lines(svg);
    expect(mean.map(([x]) => x)).toEqual(raw.slice(2).map(([x]) => x));
    expect(mean.map(([, y]) => y)).toEqual([3, 2, 2].map((value) => 400 - 100 * value));
  });

  test("of three thousand losses the spike remains", () => {
    const spiked = loss.slice();
    spiked[1717] = 9;
    const svg = lossCurve({ loss: spiked, ylim: [0, 10], panelHeight: 100 });
    const [raw = []] = lines(svg);
    expect(Math.min(...raw.map(([, y]) => y))).toBe(10);
    expect(raw.length).toBeLessThan(4 * (areas(readSvg(svg))[0]?.width ?? 0));
  });

  test("a run that is shorter than the window is drawn without an average", () => {
    expect(lines(lossCurve({ loss: [3, 2, 1] }))).toHaveLength(1);
    expect(lossCurve({ loss: [3, 2, 1] })).not.toContain("mean of");
  });

  test("equal ratios are equal distances on a logarithmic axis", () => {
    const [[a, b, c] = []] = lines(
      lossCurve({ loss: [100, 10, 1], window: 1, log: true, ylim: [1, 100], panelHeight: 200 }),
    );
    expect([a?.[1], b?.[1], c?.[1]]).toEqual([0, 100, 200]);
  });

  test("losses at recorded steps stand at those steps", () => {
    const [raw = []] = lines(lossCurve({ loss: [3, 2, 1], steps: [10, 20, 40], window: 1 }));
    const [a = 0, b = 0, c = 0] = raw.map(([x]) => x);
    expect((c - b) / (b - a)).toBeCloseTo(2, 2);
  });

  test("losses that cannot be drawn are refused by index", () => {
    expect(() => lossCurve({ loss: [1, Number.NaN] })).toThrow(DataError);
    expect(() => lossCurve({ loss: [1, Number.NaN] })).toThrow(
      "lossCurve: loss must hold finite numbers, got NaN at index 1.",
    );
    expect(() => lossCurve({ loss: [] })).toThrow("lossCurve: loss must hold at least one number, got none.");
    expect(() => lossCurve({ loss: [1, 0], log: true })).toThrow(
      "must be positive on a logarithmic axis, got 0 at index 1",
    );
    expect(() => lossCurve({ loss: [1, 2], steps: [1] })).toThrow(ShapeError);
    expect(() => lossCurve({ loss: [1], window: 0 })).toThrow(OptionError);
  });
});
