import { OptionError, ShapeError } from "@nami/errors";
import { encode } from "fast-png";
import { base64 } from "./base64.js";
import { type ColorMap, colorTable, cssColor, isColorMap } from "./color-map.js";
import { widen } from "./limits.js";
import { element } from "./markup.js";
import { type Limits, type Numbers, requireCount, requireLimits } from "./numbers.js";
import type { Appearance, Area, Panel, PanelText } from "./panel.js";
import { single } from "./single.js";

/** Options of {@link heatMapPanel}. */
export interface HeatMapPanelOptions extends PanelText {
  /** One number for each cell, row by row of shape `[rows, columns]`; the first row lies at `ylim[0]`. Cells that are not finite stay empty. */
  readonly values: Numbers;
  readonly columns: number;
  readonly rows: number;
  /** Outer edges of the first and the last column. */
  readonly xlim: Limits;
  /** Outer edges of the first and the last row. */
  readonly ylim: Limits;
  /** `"viridis"` by default; `"diverging"` for numbers with a sign, `"gray"` for pictures. */
  readonly colors?: ColorMap | undefined;
  /** Values of the first and the last colour; by default those of the data, about 0 when the colours diverge. */
  readonly range?: Limits | undefined;
  /** Whether a unit of x is as long as a unit of y; false by default. */
  readonly equal?: boolean | undefined;
  /** Whether axes and lettering are left out, as for a picture; false by default. */
  readonly bare?: boolean | undefined;
  /** Whether the colour bar is drawn; true by default unless bare. */
  readonly colorBar?: boolean | undefined;
  /** Name of the colours. */
  readonly label?: string | undefined;
}

/** Options of {@link heatMap}. */
export interface HeatMapOptions extends HeatMapPanelOptions, Appearance {}

const check = ({ values, columns, rows, xlim, ylim, range, colors }: HeatMapPanelOptions): void => {
  requireCount("heatMap", "columns", columns, 1);
  requireCount("heatMap", "rows", rows, 1);
  requireLimits("heatMap", "xlim", xlim);
  requireLimits("heatMap", "ylim", ylim);
  requireLimits("heatMap", "range", range);
  if (colors !== undefined && !isColorMap(colors))
    throw new OptionError(
      `heatMap: colors must be "viridis", "diverging" or "gray", got "${String(colors)}". Pass one of them.`,
    );
  if (values.length !== columns * rows)
    throw new ShapeError(
      `heatMap: values must hold rows · columns = ${rows * columns} numbers, got ${values.length}. Pass the grid row by row.`,
    );
};

const rangeOf = (values: Numbers, colors: ColorMap): Limits => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  if (colors === "diverging") {
    const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return [-reach, reach];
  }
  return low === high ? widen(low) : [low, high];
};

/** The cells as a PNG of one pixel each, the last row on top. */
const picture = (
  { values, columns, rows, colors = "viridis" }: HeatMapPanelOptions,
  range: Limits,
): string => {
  const table = colorTable(colors);
  const data = new Uint8Array(4 * columns * rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const value = values[row * columns + column]!;
      if (!Number.isFinite(value)) continue;
      const fraction = (value - range[0]) / (range[1] - range[0]);
      const color = 3 * Math.round(255 * Math.min(1, Math.max(0, fraction)));
      const at = 4 * ((rows - 1 - row) * columns + column);
      data.set([table[color]!, table[color + 1]!, table[color + 2]!, 255], at);
    }
  return `data:image/png;base64,${base64(encode({ width: columns, height: rows, data, channels: 4 }))}`;
};

/**
 * Cells of colour as a panel for {@link figure}.
 *
 * @param options - see {@link heatMap}
 * @returns a panel
 */
export const heatMapPanel = (options: HeatMapPanelOptions): Panel => {
  check(options);
  const { values, xlim, ylim, colors = "viridis", title = "", bare = false, label = "" } = options;
  const { range = rangeOf(values, colors), equal = false, colorBar = !bare, columns, rows } = options;
  const [low, high] = range.map((value) => Number(value.toPrecision(3)));
  const draw = ({ x, y }: Area): string =>
    element("image", {
      class: "cells",
      x: x(xlim[0]),
      y: y(ylim[1]),
      width: x(xlim[1]) - x(xlim[0]),
      height: y(ylim[0]) - y(ylim[1]),
      preserveAspectRatio: "none",
      "image-rendering": "pixelated",
      href: picture(options, range),
    });
  return {
    title,
    summary: `${title === "" ? "" : `${title}: `}${rows} by ${columns} cells${label === "" ? "" : ` of ${label}`} from ${low} to ${high}.`,
    x: { label: options.xlabel ?? "", limits: xlim, log: false },
    y: { label: options.ylabel ?? "", limits: ylim, log: false },
    equal,
    fixed: true,
    bare,
    legend: () => [],
    colorBar: colorBar
      ? { label, limits: range, levels: 0, clamped: false, color: (fraction) => cssColor(colors, fraction) }
      : undefined,
    draw,
  };
};

/**
 * A grid of numbers as cells of colour: a two-dimensional histogram, a field over time and place, a picture.
 *
 * The cells are one small PNG inside the SVG, of a pixel each, so that a million of them are no burden.
 *
 * @param options - the grid, its edges, its colours
 * @returns an SVG document
 * @throws ShapeError when there are not rows · columns values
 * @throws OptionError for limits that are not ascending, or unknown colours
 *
 * @example
 * heatMap({ values: [0, 1, 2, 3], columns: 2, rows: 2, xlim: [0, 1], ylim: [0, 1] })
 */
export const heatMap = (options: HeatMapOptions): string => single(heatMapPanel(options), options);
