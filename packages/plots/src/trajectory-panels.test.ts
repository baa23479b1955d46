import { DataError, OptionError, ShapeError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { areas, byClass, dotPlaces, places, readSvg, walk } from "../test/read-svg.js";
import { trajectoryPanels } from "./trajectory-panels.js";

const t = Float64Array.from({ length: 51 }, (_, k) => 1 - k / 50);
const n = 3;
/** Row r moves from (r, 0) at t = 1 to (r, 2) at t = 0. */
const x = Float32Array.from({ length: 51 * n * 2 }, (_, i) =>
  i % 2 === 0 ? (i / 2) % n : 2 * (1 - (t[Math.floor(i / (2 * n))] ?? 0)),
);

describe("trajectoryPanels", () => {
  test("five panels show the nearest saved times from noise to data and name them", () => {
    const svg = readSvg(trajectoryPanels({ t, x, n, xlim: [-3, 3], ylim: [-3, 3] }));
    const titles = walk(svg).flatMap(({ tag, text }) =>
      tag === "text" && text.startsWith("t = ") ? [text] : [],
    );
    expect(titles).toEqual(["t = 1.00", "t = 0.76", "t = 0.50", "t = 0.26", "t = 0.00"]);
  });

  test("all panels have the same limits, and each shows its own state", () => {
    const svg = readSvg(trajectoryPanels({ t, x, n, xlim: [-3, 3], ylim: [-3, 3], times: [1, 0.5, 0] }));
    const panels = byClass(svg, "panel");
    const side = areas(svg)[0]?.width ?? 0;
    expect(areas(svg)).toEqual(Array.from({ length: 3 }, () => ({ width: side, height: side })));
    panels.forEach((panel, k) => {
      const dots = dotPlaces(panel);
      expect(dots).toHaveLength(n);
      for (const [, y] of dots) expect(Math.abs(y - ((3 - k) / 6) * side)).toBeLessThan(0.051);
    });
  });

  test("only the first panel of a row writes the ticks of the y axis", () => {
    const svg = readSvg(trajectoryPanels({ t, x, n, xlim: [-3, 3], ylim: [-3, 3] }));
    const ends = byClass(svg, "panel").map((panel) =>
      walk(panel).filter((node) => node.attributes["text-anchor"] === "end"),
    );
    expect(ends.map((labels) => labels.length > 0)).toEqual([true, false, false, false, false]);
  });

  test("times in single precision hold their own ends", () => {
    const ends = { t: Float32Array.of(0.9, 0.5, 0.1), x: x.slice(0, 3 * n * 2), n };
    expect(areas(readSvg(trajectoryPanels({ ...ends, times: [0.9, 0.5, 0.1] })))).toHaveLength(3);
    expect(() => trajectoryPanels({ ...ends, times: [0.91] })).toThrow("times[0] must lie in [0.1");
  });

  test("lines lead from the first state to the panel's own", () => {
    const svg = readSvg(
      trajectoryPanels({ t, x, n, times: [0.5, 0], lines: 2, xlim: [-3, 3], ylim: [-3, 3] }),
    );
    const side = areas(svg)[0]?.width ?? 0;
    const [half = [], full = []] = byClass(svg, "panel").map((panel) => byClass(panel, "line"));
    expect([half.length, full.length]).toEqual([2, 2]);
    expect(places(full[0]?.attributes.d ?? "").at(-1)?.[1]).toBeCloseTo(side / 6, 0);
    expect(places(half[0]?.attributes.d ?? "").at(-1)?.[1]).toBeCloseTo(side / 3, 0);
    expect(places(half[0]?.attributes.d ?? "")[0]?.[1]).toBeCloseTo(side / 2, 0);
  });

  test("a trajectory of the wrong size, a time outside and a state that is not finite are refused", () => {
    expect(() => trajectoryPanels({ t, x: x.slice(2), n })).toThrow(ShapeError);
    expect(() => trajectoryPanels({ t, x: x.slice(2), n })).toThrow(
      "with 51 times and n = 3 (306 numbers), got 304 numbers",
    );
    expect(() => trajectoryPanels({ t, x, n, times: [2] })).toThrow(OptionError);
    expect(() => trajectoryPanels({ t, x, n, times: [2] })).toThrow("times[0] must lie in [0, 1], got 2.");
    expect(() => trajectoryPanels({ t: [0], x: [0, Number.NaN], n: 1, times: [0] })).toThrow(DataError);
  });
});
