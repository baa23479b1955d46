import { Resvg } from "@resvg/resvg-js";
import { describe, expect, test } from "vitest";
import { areas, byClass, readSvg, walk } from "../test/read-svg.js";
import { figure } from "./figure.js";
import { lineChart, linePanel } from "./line-chart.js";
import { densityPanel } from "./log-density-map.js";
import { lossPanel } from "./loss-curve.js";
import { scatterPanel } from "./scatter.js";
import { scheduleCurves } from "./schedule-curves.js";
import { darkTheme } from "./theme.js";
import { velocityFieldPanel } from "./velocity-field.js";

const panels = [
  scatterPanel({ points: [0, 0, 1, 2], labels: ["data"], title: "Points" }),
  lossPanel({ loss: [3, 2, 1], floor: 0.94 }),
  densityPanel({ values: [0, -1, -2, -3], columns: 2, rows: 2, xlim: [0, 1], ylim: [0, 1] }),
  velocityFieldPanel({ x: [0, 0, 1, 1], vectors: [1, 0, 0, 1] }),
];

const corners = (svg: string): [number, number][] =>
  byClass(readSvg(svg), "panel").map(({ attributes }) => {
    const [, x, y] = /translate\(([\d.]+) ([\d.]+)\)/.exec(attributes.transform ?? "") ?? [];
    return [Number(x), Number(y)];
  });

describe("figure", () => {
  test("all kinds of panels in one figure are well-formed, named, described and free of ids and references", () => {
    const svg = figure({ panels, columns: 2, title: "Everything", theme: darkTheme });
    const root = readSvg(svg);
    expect(root.attributes.xmlns).toBe("http://www.w3.org/2000/svg");
    expect(root.attributes.role).toBe("img");
    expect(root.children.slice(0, 2).map(({ tag }) => tag)).toEqual(["title", "desc"]);
    expect(root.children[0]?.text).toBe("Everything");
    expect(root.children[1]?.text).toContain("scatter plot of 2 points: data.");
    expect(svg).not.toMatch(/ id=|href=|url\(|<style|NaN|undefined|Infinity/);
  });

  test("a renderer other than a browser draws it at the size it states", () => {
    const svg = figure({ panels, columns: 2 });
    const { width, height } = new Resvg(svg).render();
    expect([width, height].map(String)).toEqual([
      readSvg(svg).attributes.width,
      readSvg(svg).attributes.height,
    ]);
  });

  test("panels of a column start at the same x and panels of a row at the same y, and none overlap", () => {
    const svg = figure({ panels, columns: 2 });
    const [a, b, c, d] = corners(svg);
    const [size] = areas(readSvg(svg));
    expect([a?.[0], b?.[0]]).toEqual([c?.[0], d?.[0]]);
    expect([a?.[1], c?.[1]]).toEqual([b?.[1], d?.[1]]);
    expect((b?.[0] ?? 0) - (a?.[0] ?? 0)).toBeGreaterThan(size?.width ?? 0);
    expect((c?.[1] ?? 0) - (a?.[1] ?? 0)).toBeGreaterThan(size?.height ?? 0);
  });

  test("panels of equal aspect share the union of their limits", () => {
    const far = [scatterPanel({ points: [0, 0, 1, 1] }), scatterPanel({ points: [0, 0, 10, 10] })];
    const ticks = (svg: string): string[][] =>
      byClass(readSvg(svg), "panel").map((panel) =>
        walk(panel).flatMap(({ tag, text }) => (tag === "text" && /^[−\d.]+$/.test(text) ? [text] : [])),
      );
    const across = (labels: string[] | undefined): string[] => (labels ?? []).slice(0, 3);
    const [first, second] = ticks(figure({ panels: far }));
    expect(across(first)).toEqual(across(second));
    expect(first).toContain("10");
    const [small, great] = ticks(figure({ panels: far, share: false }));
    expect(small).not.toContain("10");
    expect(great).toContain("10");
  });

  test("lines of different kinds keep their own axes", () => {
    const t = [0, 0.5, 1];
    const svg = scheduleCurves({
      t,
      schedules: [
        { name: "linear", alpha: [1, 0.5, 0], sigma: t },
        { name: "EDM", alpha: [1, 1, 1], sigma: [0, 40, 80] },
      ],
    });
    const labels = walk(readSvg(svg)).map(({ text }) => text);
    expect(labels).toContain("80");
    expect(labels).toContain("2.0");
    expect(() => scheduleCurves({ t, schedules: [{ name: "bad", alpha: [1], sigma: t }] })).toThrow(
      "scheduleCurves",
    );
  });

  test("a linear and a logarithmic axis are not shared", () => {
    const mixed = [lossPanel({ loss: [3, 2, 1], log: true }), lossPanel({ loss: [3, 2, 1] })];
    expect(() => figure({ panels: mixed, share: true })).toThrow(
      "figure: y axes that are shared must all be linear or all logarithmic, got both. Pass share: false.",
    );
    expect(figure({ panels: mixed })).not.toContain("NaN");
  });

  test("a line breaks where y is not finite", () => {
    const svg = lineChart({ series: [{ x: [0, 1, 2, 3, 4], y: [0, 1, Number.NaN, 1, 0] }] });
    expect(byClass(readSvg(svg), "line")[0]?.attributes.d?.match(/M/g)).toHaveLength(2);
  });

  test("long titles and long legends stay inside of the figure", () => {
    const words = "a title that goes on and on ".repeat(8);
    const series = Array.from({ length: 7 }, (_, i) => ({
      x: [0, 1],
      y: [i, 1],
      label: `${i} ${"long label ".repeat(9)}`,
    }));
    const svg = readSvg(figure({ panels: [linePanel({ series, title: words })], title: words }));
    const labels = byClass(svg, "legend").flatMap((node) => walk(node).filter(({ tag }) => tag === "text"));
    expect(labels.every(({ text }) => text.endsWith("…"))).toBe(true);
    for (const { text, attributes } of walk(svg).filter(({ tag }) => tag === "text")) {
      const size = Number(attributes["font-size"]);
      expect(text.length * size * 0.4).toBeLessThan(Number(svg.attributes.width));
    }
  });

  test("a figure without panels or with sizes out of range is refused", () => {
    expect(() => figure({ panels: [] })).toThrow(
      "figure: panels must hold at least one panel, got none. Pass scatterPanel({ … }) or another.",
    );
    expect(() => figure({ panels, columns: 0 })).toThrow(
      "figure: columns must be a whole number of at least 1, got 0.",
    );
    expect(() => figure({ panels, panelWidth: 5 })).toThrow(
      "figure: panelWidth must lie in [40, 4000], got 5.",
    );
  });
});
