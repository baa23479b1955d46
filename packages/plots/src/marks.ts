import { line } from "d3-shape";
import { arrowHead } from "./arrow.js";
import { decimate } from "./decimate.js";
import { element, px } from "./markup.js";
import type { Numbers } from "./numbers.js";
import type { Area } from "./panel.js";

/** How points look. */
export interface DotStyle {
  readonly color: string;
  /** Pixels. */
  readonly radius: number;
  /** In [0, 1]; crowded places grow darker, as separate marks would. */
  readonly opacity: number;
}

/** Points on one path do not darken each other, so the points are dealt to this many paths. */
const layerCount = 24;

/**
 * Points as a few paths of round dots instead of one element each: about 12 bytes a point.
 *
 * Point i goes to layer `i mod 24`. Within one layer, overlapping points are painted once; between layers they add
 * up. Points outside of the area are left out.
 *
 * @param points - flat, `x₀ y₀ x₁ y₁ …` in data units
 * @returns SVG paths with class `dots`
 */
export const dots = (
  points: Numbers,
  { x, y, width, height }: Area,
  { color, radius, opacity }: DotStyle,
): string => {
  const count = points.length / 2;
  const layers: string[][] = Array.from({ length: Math.min(layerCount, Math.max(1, count)) }, () => []);
  for (let i = 0; i < count; i += 1) {
    const across = x(points[2 * i]!);
    const down = y(points[2 * i + 1]!);
    const isSeen =
      across >= -radius && across <= width + radius && down >= -radius && down <= height + radius;
    if (!isSeen) continue;
    layers[i % layers.length]!.push(`M${px(across)} ${px(down)}h0`);
  }
  const paths = layers
    .filter((layer) => layer.length > 0)
    .map((layer) => element("path", { d: layer.join("") }));
  const look = { fill: "none", stroke: color, "stroke-width": 2 * radius, "stroke-linecap": "round" };
  return element("g", { class: "dots", ...look, "stroke-opacity": opacity }, paths.join(""));
};

/** How a line looks. */
export interface StrokeStyle {
  readonly color: string;
  /** Pixels. */
  readonly width: number;
  readonly opacity?: number | undefined;
  readonly dash?: string | undefined;
}

/**
 * A line through points, reduced to what a pixel can show ({@link decimate}) and broken where y is not finite.
 *
 * @param xs - data units
 * @param ys - data units, one for each x
 * @returns an SVG path with class `line`
 */
export const stroke = (
  xs: Numbers,
  ys: Numbers,
  area: Area,
  { color, width, opacity, dash }: StrokeStyle,
): string => {
  const across = Float64Array.from(xs, area.x);
  const down = Float64Array.from(ys, area.y);
  const path = line<number>(
    (i) => across[i]!,
    (i) => down[i]!,
  )
    .defined((i) => Number.isFinite(across[i]!) && Number.isFinite(down[i]!))
    .digits(1)(decimate(across, down));
  const look = { fill: "none", stroke: color, "stroke-width": width, "stroke-opacity": opacity };
  const ends = { "stroke-dasharray": dash, "stroke-linejoin": "round", "stroke-linecap": "round" };
  return element("path", { class: "line", d: path ?? "", ...look, ...ends });
};

/**
 * The region between a line and an axis, or on a logarithmic one the end of that axis: one for each run of points that
 * are finite.
 *
 * @param to - `"y"`: down to y = 0; `"x"`: sideways to x = 0
 * @returns an SVG path with class `region`; nothing where no point is finite
 */
export const region = (
  xs: Numbers,
  ys: Numbers,
  area: Area,
  { color, opacity, to }: { readonly color: string; readonly opacity: number; readonly to: "x" | "y" },
): string => {
  const zero = to === "y" ? area.y(0) : area.x(0);
  const least = to === "y" ? area.height : area.x(2) > area.x(1) ? 0 : area.width;
  const ground = px(Number.isFinite(zero) ? zero : least);
  const foot = (x: string, y: string): string => (to === "y" ? `${x} ${ground}` : `${ground} ${y}`);
  let d = "";
  let isOpen = false;
  let end = "";
  const close = (): void => {
    if (isOpen) d += `L${end}z`;
    isOpen = false;
  };
  for (let i = 0; i < xs.length; i += 1) {
    const [across, down] = [area.x(xs[i]!), area.y(ys[i]!)];
    if (!Number.isFinite(across) || !Number.isFinite(down)) {
      close();
      continue;
    }
    const [x, y] = [px(across), px(down)];
    end = foot(x, y);
    d += `${isOpen ? "" : `M${end}`}L${x} ${y}`;
    isOpen = true;
  }
  close();
  return d === "" ? "" : element("path", { class: "region", d, fill: color, "fill-opacity": opacity });
};

/**
 * Heads of arrows on a line, each pointing from the point before it.
 *
 * @param every - points from one head to the next
 * @param offset - number of the first point with a head, `every` by default
 * @returns an SVG path with class `heads`
 */
export const heads = (
  xs: Numbers,
  ys: Numbers,
  { x, y }: Area,
  { color, opacity, size, every, offset = every }: HeadStyle,
): string => {
  const parts: string[] = [];
  for (let i = Math.max(1, offset); i < xs.length; i += every) {
    const [across, down] = [x(xs[i]!), y(ys[i]!)];
    if (!Number.isFinite(down)) continue;
    parts.push(arrowHead(across, down, across - x(xs[i - 1]!), down - y(ys[i - 1]!), size));
  }
  return element("path", { class: "heads", d: parts.join(""), fill: color, "fill-opacity": opacity });
};

/** How heads look, and where they are. */
interface HeadStyle {
  readonly color: string;
  readonly opacity: number;
  /** Pixels from tip to tail. */
  readonly size: number;
  readonly every: number;
  readonly offset?: number | undefined;
}
