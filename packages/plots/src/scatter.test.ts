import { DataError, OptionError, ShapeError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { areas, byClass, dotPlaces, readSvg, walk } from "../test/read-svg.js";
import { scatter } from "./scatter.js";
import { darkTheme, lightTheme } from "./theme.js";

const ring = (n: number): Float32Array =>
  Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 2 * Math.cos(i) : Math.sin(i - 1)));

describe("scatter", () => {
  test("every point stands where its coordinates say, to a twentieth of a pixel", () => {
    const points = ring(200);
    const svg = readSvg(scatter({ points, xlim: [-3, 3], ylim: [-2, 2] }));
    const [{ width, height } = { width: 0, height: 0 }] = areas(svg);
    const dots = dotPlaces(svg);
    expect(dots).toHaveLength(200);
    dots.forEach(([x, y], i) => {
      expect(Math.abs(x - (((points[2 * i] ?? 0) + 3) / 6) * width)).toBeLessThan(0.051);
      expect(Math.abs(y - ((2 - (points[2 * i + 1] ?? 0)) / 4) * height)).toBeLessThan(0.051);
    });
  });

  test("tick labels stand where the points of the same value stand", () => {
    const svg = readSvg(scatter({ points: [1, 0.5, -1, -0.5], xlim: [-3, 3], ylim: [-2, 2] }));
    const [[x] = [0]] = dotPlaces(svg);
    const tick = walk(svg).find(({ tag, text }) => tag === "text" && text === "1");
    expect(Number(tick?.attributes.x)).toBeCloseTo(x, 1);
  });

  test.each([{}, { xlim: [-3, 3], ylim: [-1, 4] } as const])(
    "a circle stays a circle with limits %j",
    (limits) => {
      const points = Float64Array.from({ length: 64 }, (_, i) =>
        i % 2 === 0 ? Math.cos(i) : Math.sin(i - 1),
      );
      const [a, b, c] = dotPlaces(readSvg(scatter({ points: [0, 0, 1, 0, 0, 1, ...points], ...limits })));
      expect((b?.[0] ?? 0) - (a?.[0] ?? 0)).toBeCloseTo((a?.[1] ?? 0) - (c?.[1] ?? 0), 0);
      expect(Math.abs((b?.[0] ?? 0) - (a?.[0] ?? 0) - ((a?.[1] ?? 0) - (c?.[1] ?? 0)))).toBeLessThan(0.21);
    },
  );

  test("without equal aspect the limits fill the box", () => {
    const svg = readSvg(scatter({ points: [0, 0, 10, 1], equal: false, panelWidth: 300, panelHeight: 200 }));
    expect(areas(svg)).toEqual([{ width: 300, height: 200 }]);
    const [a, b] = dotPlaces(svg);
    expect((b?.[0] ?? 0) - (a?.[0] ?? 0)).toBeCloseTo(300 / 1.08, 0);
    expect((a?.[1] ?? 0) - (b?.[1] ?? 0)).toBeCloseTo(200 / 1.08, 0);
  });

  test("ten thousand points take less than 150 kB", () => {
    expect(scatter({ points: ring(10_000) }).length).toBeLessThan(150_000);
  });

  test("points outside of given limits are not written", () => {
    expect(
      dotPlaces(readSvg(scatter({ points: [0, 0, 100, 0], xlim: [-1, 1], ylim: [-1, 1] }))),
    ).toHaveLength(1);
  });

  test("classes get a colour and a name each, above the plotting area", () => {
    const svg = readSvg(scatter({ points: ring(4), classes: [0, 1, 1, 0], labels: ["Class 0", "Class 1"] }));
    const groups = byClass(svg, "dots");
    expect(groups.map(({ attributes }) => attributes.stroke)).toEqual(lightTheme.series.slice(0, 2));
    const [legend] = byClass(svg, "legend");
    expect(walk(legend ?? svg).flatMap(({ tag, text }) => (tag === "text" ? [text] : []))).toEqual([
      "Class 0",
      "Class 1",
    ]);
    const up = Number(/translate\(0 (-?[\d.]+)\)/.exec(legend?.attributes.transform ?? "")?.[1]);
    const lowest = Math.max(
      ...walk(legend ?? svg).flatMap(({ attributes }) => (attributes.y ? [Number(attributes.y)] : [])),
    );
    expect(up + lowest).toBeLessThan(0);
  });

  test("a theme colours the figure, and a colour of one's own wins over it", () => {
    const svg = scatter({
      series: [{ points: [0, 0], color: "#123456" }, { points: [1, 1] }],
      theme: darkTheme,
    });
    expect(svg).toContain('stroke="#123456"');
    expect(svg).toContain(`stroke="${darkTheme.series[1]}"`);
    expect(svg).toContain(`fill="${darkTheme.background}"`);
  });

  test("markup in a label, a title or a colour is shown as text and never becomes an element", () => {
    const evil = `"><script>alert("x")</script><a href='javascript:1'>`;
    const svg = scatter({
      series: [{ points: [0, 0], label: evil, color: evil }],
      title: evil,
      xlabel: evil,
      ylabel: evil,
    });
    const tags = new Set(walk(readSvg(svg)).map(({ tag }) => tag));
    expect(tags).toEqual(new Set(["svg", "title", "desc", "rect", "text", "path", "g", "circle"]));
    expect(svg).not.toContain("<script");
    expect(walk(readSvg(svg)).some(({ text }) => text === evil)).toBe(true);
  });

  test("a coordinate that is not finite is refused by its index", () => {
    const points = [0, 0, 1, Number.NaN];
    expect(() => scatter({ points })).toThrow(DataError);
    expect(() => scatter({ points })).toThrow(
      "scatter: points must hold finite numbers, got NaN at index 3 (point 1). Leave such points out.",
    );
    expect(() => scatter({ series: [{ points: [0, Number.POSITIVE_INFINITY] }] })).toThrow(
      "series[0].points",
    );
  });

  test("points that are not two-dimensional are refused", () => {
    expect(() => scatter({ points: [1, 2, 3] })).toThrow(ShapeError);
    expect(() => scatter({ points: [1, 2, 3] })).toThrow(
      "scatter: points must hold two numbers a point, got 3 numbers. Pass x0, y0, x1, y1, ….",
    );
    expect(() => scatter({ points: new Float32Array(6), shape: [2, 3] })).toThrow(
      "scatter: points must have shape [n, 2], got [2, 3]. Choose two coordinates to draw.",
    );
    expect(() => scatter({ points: new Float32Array(6), shape: [2, 2] })).toThrow(ShapeError);
  });

  test("wrong options are refused by name", () => {
    expect(() => scatter({})).toThrow("scatter: give either points or series, got neither.");
    expect(() => scatter({ points: [] })).toThrow("scatter: there must be at least one point, got 0.");
    expect(() => scatter({ points: [0, 0], xlim: [1, 1] })).toThrow(OptionError);
    expect(() => scatter({ points: [0, 0], opacity: 2 })).toThrow(
      "scatter: opacity must lie in [0, 1], got 2.",
    );
    expect(() => scatter({ points: [0, 0], radius: 0 })).toThrow(
      "scatter: radius must lie in [0.1, 50], got 0.",
    );
    expect(() => scatter({ points: [0, 0], classes: [0, 1] })).toThrow(ShapeError);
    expect(() => scatter({ points: [0, 0], classes: [0.5] })).toThrow("got 0.5 at index 0");
  });
});
