import { DataError, ShapeError } from "@nami/errors";
import { max, min } from "d3-array";
import { contours } from "d3-contour";
import { interpolateViridis } from "d3-scale-chromatic";
import { dots } from "./marks.js";
import { element, px } from "./markup.js";
import {
  type Limits,
  type Numbers,
  requireBetween,
  requireCount,
  requireLimits,
  requirePlane,
} from "./numbers.js";
import type { Appearance, Area, Panel, PanelText } from "./panel.js";
import { single } from "./single.js";

/** Options of {@link densityPanel}. */
export interface DensityPanelOptions extends PanelText {
  /** Log-densities in nats, row by row of shape `[rows, columns]`; the first row lies at `ylim[0]`. */
  readonly values: Numbers;
  /** Number of places along x, at least 2; the first lies at `xlim[0]`, the last at `xlim[1]`. */
  readonly columns: number;
  /** Number of places along y, at least 2. */
  readonly rows: number;
  readonly xlim: Limits;
  readonly ylim: Limits;
  /** Lower end of the colours in nats, the greatest value − 12 by default; whatever is below, −∞ too, is drawn as this. */
  readonly floor?: number | undefined;
  /** Bands of colour, in [1, 256]; 60 by default. */
  readonly levels?: number | undefined;
  /** Data drawn over the map as white dots, flat. */
  readonly points?: Numbers | undefined;
  /** Whether the colour bar is drawn; true by default. */
  readonly colorBar?: boolean | undefined;
  /** Name of the colours, `"log p(x)"` by default. */
  readonly label?: string | undefined;
}

/** Options of {@link logDensityMap}. */
export interface LogDensityMapOptions extends DensityPanelOptions, Appearance {}

const requireMap = (options: DensityPanelOptions): void => {
  const { values, columns, rows, xlim, ylim, levels = 60, points } = options;
  requireCount("logDensityMap", "columns", columns, 2);
  requireCount("logDensityMap", "rows", rows, 2);
  requireCount("logDensityMap", "levels", levels, 1);
  requireBetween("logDensityMap", "levels", levels, [1, 256]);
  requireLimits("logDensityMap", "xlim", xlim);
  requireLimits("logDensityMap", "ylim", ylim);
  if (points !== undefined) requirePlane("logDensityMap", "points", points);
  if (values.length !== columns * rows) {
    throw new ShapeError(
      `logDensityMap: values must hold rows · columns = ${rows * columns} numbers, got ${values.length}. Pass the grid row by row.`,
    );
  }
  const index = values.findIndex(
    (value: number) => Number.isNaN(value) || value === Number.POSITIVE_INFINITY,
  );
  if (index >= 0) {
    throw new DataError(
      `logDensityMap: values must be finite or −Infinity, got ${String(values[index])} at index ${index} (row ${Math.floor(index / columns)}, column ${index % columns}). Check the log-density there.`,
    );
  }
};

/** Ends of the colours, and whether anything lies below. */
const colorRange = ({ values, floor }: DensityPanelOptions): { limits: Limits; clamped: boolean } => {
  const high = max<number>(values) ?? Number.NEGATIVE_INFINITY;
  const low = min<number>(values) ?? Number.POSITIVE_INFINITY;
  if (high === Number.NEGATIVE_INFINITY) {
    throw new DataError(
      "logDensityMap: values must hold a finite number, got −Infinity everywhere. Choose other limits.",
    );
  }
  const bottom = Math.max(low, floor ?? high - 12);
  requireBetween("logDensityMap", "floor", bottom, [-Number.MAX_VALUE, high]);
  return { limits: bottom === high ? [high - 0.5, high + 0.5] : [bottom, high], clamped: low < bottom };
};

const drawBands = ({ x, y }: Area, options: DensityPanelOptions, [low, high]: Limits): string => {
  const { values, columns, rows, xlim, ylim, levels = 60 } = options;
  // Well below the floor, so that values near it still interpolate as they are, and −∞ is a number.
  const deepest = low - 4 * (high - low);
  const bounded = Array.from(values, (value) => Math.max(deepest, value));
  const thresholds = Array.from({ length: levels - 1 }, (_, i) => low + ((high - low) * (i + 1)) / levels);
  // d3-contour closes its rings half a place outside of the grid: they are pulled in to the edge.
  const along = (at: number, count: number): number => Math.min(1, Math.max(0, (at - 0.5) / (count - 1)));
  const place = ([column = 0, row = 0]: readonly number[]): string => {
    const across = x(xlim[0] + along(column, columns) * (xlim[1] - xlim[0]));
    const down = y(ylim[0] + along(row, rows) * (ylim[1] - ylim[0]));
    return `${px(across)} ${px(down)}`;
  };
  const ring = (points: readonly (readonly number[])[]): string =>
    `M${points.slice(0, -1).map(place).join("L")}z`;
  const size = { width: x(xlim[1]) - x(xlim[0]), height: y(ylim[0]) - y(ylim[1]) };
  const ground = element("rect", { x: x(xlim[0]), y: y(ylim[1]), ...size, fill: bandColor(0, levels) });
  const bands = contours().size([columns, rows]).thresholds(thresholds)(bounded);
  return bands
    .map(({ coordinates }, i) => {
      const d = coordinates.flat().map(ring).join("");
      return d === "" ? "" : element("path", { class: "band", d, fill: bandColor((i + 1) / levels, levels) });
    })
    .reduce((all, band) => all + band, ground);
};

/** Colour of the band that starts at a fraction of the range: that of its middle, stretched to use both ends. */
const bandColor = (fraction: number, levels: number): string =>
  interpolateViridis(levels === 1 ? 0.5 : Math.min(1, Math.floor(fraction * levels + 1e-9) / (levels - 1)));

/**
 * A map of a log-density as a panel for {@link figure}.
 *
 * @param options - see {@link logDensityMap}
 * @returns a panel
 */
export const densityPanel = (options: DensityPanelOptions): Panel => {
  requireMap(options);
  const { xlim, ylim, levels = 60, points, colorBar = true, label = "log p(x)", title = "" } = options;
  const { limits, clamped } = colorRange(options);
  const [low, high] = limits.map((value) => Number(value.toPrecision(3)));
  return {
    title,
    summary: `${title === "" ? "" : `${title}: `}map of ${label} from ${low} to ${high}.`,
    x: { label: options.xlabel ?? "x₁", limits: xlim, log: false },
    y: { label: options.ylabel ?? "x₂", limits: ylim, log: false },
    equal: true,
    fixed: true,
    legend: () => [],
    colorBar: colorBar
      ? {
          label,
          limits,
          clamped,
          levels,
          color: (fraction) => bandColor(Math.min(fraction, 1 - 1e-6), levels),
        }
      : undefined,
    draw: (area) =>
      drawBands(area, options, limits) +
      // A dark rim keeps the dots visible on the brightest colours.
      (points === undefined
        ? ""
        : dots(points, area, { color: "#000000", radius: 1.9, opacity: 0.35 }) +
          dots(points, area, { color: "#FFFFFF", radius: 1.3, opacity: 0.9 })),
  };
};

/**
 * A log-density over the plane as filled contours in viridis, with a colour bar.
 *
 * Colours run from `floor` to the greatest value; values below are clamped to `floor`, and the colour bar then ends
 * in a point. Band k of L covers `floor + (max − floor)·[k, k+1]/L`.
 *
 * @param options - the grid of values, its limits, data points and size
 * @returns an SVG document; a 50 × 50 grid with 60 levels takes about 130 kB
 * @throws ShapeError when there are not rows · columns values
 * @throws DataError for NaN, +Infinity, or −Infinity everywhere
 * @throws OptionError for limits, levels or a floor out of range
 *
 * @example
 * logDensityMap({ values: [-1, -2, -2, -5], columns: 2, rows: 2, xlim: [0, 1], ylim: [0, 1] })
 */
export const logDensityMap = (options: LogDensityMapOptions): string =>
  single(densityPanel(options), options);
