import { DataError, OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { areas, byClass, dotPlaces, places, readSvg, walk } from "../test/read-svg.js";
import { figure } from "./figure.js";
import { heatMapPanel } from "./heat-map.js";
import { labelPanel } from "./labels.js";
import { layers } from "./layers.js";
import { linePanel } from "./line-chart.js";
import { scatterPanel } from "./scatter.js";

const map = heatMapPanel({ values: [0, 1], columns: 2, rows: 1, xlim: [0, 1], ylim: [0, 1], label: "v" });
const line = linePanel({ series: [{ x: [0, 9], y: [0, 9], label: "path" }] });

describe("layers", () => {
  test("all marks stand in the axes of the first panel", () => {
    const svg = readSvg(
      figure({
        panels: [layers(map, scatterPanel({ points: [0.5, 0.25] }), line)],
        panelWidth: 200,
        panelHeight: 100,
      }),
    );
    expect(dotPlaces(svg)).toEqual([[100, 75]]);
    expect(places(byClass(svg, "line")[0]?.attributes.d ?? "")[0]).toEqual([0, 100]);
  });

  test("legends of all and the first colour bar are kept", () => {
    const together = layers(line, map);
    expect(together.colorBar?.label).toBe("v");
    expect(together.summary).toContain("path");
    expect(byClass(readSvg(figure({ panels: [together] })), "legend")).toHaveLength(1);
  });
});

describe("labelPanel", () => {
  test("words stand at their place, moved by their offset, and are escaped", () => {
    const words = labelPanel([{ text: "a < b", x: 0.5, y: 0.5, offset: [4, 6], anchor: "end" }]);
    const svg = figure({ panels: [layers(map, words)], panelWidth: 200, panelHeight: 100 });
    const [label] = byClass(readSvg(svg), "label");
    expect(label).toMatchObject({ text: "a < b", attributes: { x: "104", y: "44", "text-anchor": "end" } });
  });

  test("a place that a logarithmic axis does not have is refused", () => {
    const base = linePanel({ series: [{ x: [0, 1], y: [1, 100] }], log: true });
    const words = labelPanel([{ text: "a", x: 0.5, y: -5 }]);
    expect(() => figure({ panels: [layers(base, words)] })).toThrow(
      "labelPanel: places must be positive on a logarithmic axis, got (0.5, -5). Move the label.",
    );
    const dots = scatterPanel({ points: [0.5, -5, 0.5, 10] });
    expect(figure({ panels: [layers(base, dots)] })).not.toContain("NaN");
  });

  test("no label, or a place that is not finite, is refused", () => {
    expect(() => labelPanel([])).toThrow(DataError);
    expect(() => labelPanel([{ text: "a", x: Number.NaN, y: 0 }])).toThrow(DataError);
  });
});

describe("figure with columns of their own", () => {
  const panels = [line, linePanel({ series: [{ x: [0, 1], y: [-5, 5] }] }), line];

  test("columns have the given proportions", () => {
    const svg = readSvg(figure({ panels, widths: [1, 5, 1], panelWidth: 210, panelHeight: 100 }));
    expect(areas(svg).map(({ width }) => width)).toEqual([90, 450, 90]);
  });

  test("sharing y gives all panels its limits, and leaves x alone", () => {
    const shared = readSvg(figure({ panels, share: "y", panelWidth: 300, panelHeight: 300 }));
    const ends = byClass(shared, "line").map(({ attributes }) => places(attributes.d ?? ""));
    // y from -5.4 to 9.36: 0 lies at 9.36/14.76 of the height in the first panel as in the third.
    expect(ends[0]).toEqual(ends[2]);
    expect(ends[0]?.[0]?.[1]).toBeCloseTo((300 * 9.36) / 14.76, 0);
    const left = walk(shared).filter(({ tag, text }) => tag === "text" && text === "−4");
    expect(left).toHaveLength(1);
  });

  test("widths that are not positive, or not one for each column, are refused", () => {
    for (const widths of [[1, 2, -1], [1, Number.NaN, 1], []])
      expect(() => figure({ panels, widths, columns: 3 })).toThrow(OptionError);
  });
});

describe("linePanel", () => {
  test("a mirrored axis grows to the left", () => {
    const panel = linePanel({ series: [{ x: [0, 1], y: [0, 1] }], xlim: [0, 1], ylim: [0, 1], mirror: true });
    const svg = readSvg(figure({ panels: [panel], panelWidth: 100, panelHeight: 100 }));
    expect(places(byClass(svg, "line")[0]?.attributes.d ?? "")).toEqual([
      [100, 100],
      [0, 0],
    ]);
  });

  test("a fill closes the line over the axis it is told", () => {
    const region = (fill: "x" | "y"): [number, number][] => {
      const series = [{ x: [0.5, 1], y: [0.5, 1], fill }];
      const panel = linePanel({ series, xlim: [0, 1], ylim: [0, 1] });
      const svg = readSvg(figure({ panels: [panel], panelWidth: 100, panelHeight: 100 }));
      return places(byClass(svg, "region")[0]?.attributes.d ?? "");
    };
    expect(region("y")).toEqual([
      [50, 100],
      [50, 50],
      [100, 0],
      [100, 100],
    ]);
    expect(region("x")[0]).toEqual([0, 50]);
  });

  test("arrows stand at every so many points, with their tips on the line", () => {
    const x = Array.from({ length: 11 }, (_, i) => i / 10);
    const series = [{ x, y: x, arrows: { every: 4, offset: 2 } }];
    const panel = linePanel({ series, xlim: [0, 1], ylim: [0, 1] });
    const svg = readSvg(figure({ panels: [panel], panelWidth: 100, panelHeight: 100 }));
    const tips = (byClass(svg, "heads")[0]?.attributes.d ?? "").match(/M[^L]+/g);
    expect(tips).toEqual(["M20 80", "M60 40", "M100 0"]);
    expect(() => linePanel({ series: [{ x, y: x, arrows: { every: 0 } }] })).toThrow(OptionError);
  });
});
