import { describe, expect, test } from "vitest";
import { areas, byClass, dotPlaces, readSvg } from "../test/read-svg.js";
import { flowDiagram } from "./flow-diagram.js";

const cloud = Float32Array.from({ length: 100 }, (_, i) => Math.sin(i * i) * 5);

describe("flowDiagram", () => {
  test("noise stands at the left, data at the right, and the arrows lie between them", () => {
    const svg = readSvg(flowDiagram({ source: cloud, target: [0, 0, 1, 1] }));
    const [{ width } = { width: 1 }] = areas(svg);
    const [noise = [], data = []] = byClass(svg, "dots").map((group) => dotPlaces(group).map(([x]) => x));
    expect(Math.max(...noise)).toBeLessThanOrEqual(width / 2.7);
    expect(Math.min(...data)).toBeGreaterThanOrEqual((width / 2.7) * 1.7);
    const starts = byClass(svg, "arrow").map(({ attributes }) =>
      Number(/M([\d.]+)/.exec(attributes.d ?? "")?.[1]),
    );
    expect(starts[0]).toBeLessThan(starts[1] ?? 0);
    expect(starts[0]).toBeGreaterThan(Math.max(...noise));
  });

  test("it has no axes", () => {
    expect(byClass(readSvg(flowDiagram({ source: cloud, target: cloud })), "axes")).toEqual([]);
  });

  test("an empty set and points that are not two-dimensional are refused", () => {
    expect(() => flowDiagram({ source: [], target: cloud })).toThrow(
      "flowDiagram: source must hold at least one point, got none. Pass some samples.",
    );
    expect(() => flowDiagram({ source: cloud, target: [1] })).toThrow(
      "flowDiagram: target must hold two numbers a point",
    );
  });
});
