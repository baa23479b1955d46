import { ShapeError } from "@nami/errors";
import { interpolateViridis } from "d3-scale-chromatic";
import { heads, stroke } from "./marks.js";
import {
  type Limits,
  type Numbers,
  requireBetween,
  requireCount,
  requireFinite,
  requireLimits,
} from "./numbers.js";
import type { Appearance, Panel, PanelText } from "./panel.js";
import { single } from "./single.js";
import { traceStreamlines } from "./trace-streamlines.js";

/** Options of {@link streamlinesPanel}. */
export interface StreamlinesPanelOptions extends PanelText {
  /** Velocities on a grid, flat of shape `[rows, columns, 2]`, in units of x per unit of time; the first row lies at `ylim[0]`. */
  readonly vectors: Numbers;
  /** Places along x, at least 2, from `xlim[0]` to `xlim[1]`. */
  readonly columns: number;
  /** Places along y, at least 2. */
  readonly rows: number;
  readonly xlim: Limits;
  readonly ylim: Limits;
  /** Lines beside each other over the width, in [2, 100]; 18 by default. */
  readonly density?: number | undefined;
  /** Greatest speed of the colours, positive; by default that of the grid. */
  readonly fastest?: number | undefined;
  /** Whether the colour bar of the speed is drawn; true by default. */
  readonly colorBar?: boolean | undefined;
}

/** Options of {@link streamlines}. */
export interface StreamlinesOptions extends StreamlinesPanelOptions, Appearance {}

const check = ({
  vectors,
  columns,
  rows,
  xlim,
  ylim,
  density = 18,
  fastest = 1,
}: StreamlinesPanelOptions): void => {
  requireCount("streamlines", "columns", columns, 2);
  requireCount("streamlines", "rows", rows, 2);
  requireLimits("streamlines", "xlim", xlim);
  requireLimits("streamlines", "ylim", ylim);
  requireBetween("streamlines", "density", density, [2, 100]);
  requireBetween("streamlines", "fastest", fastest, [Number.MIN_VALUE, Number.MAX_VALUE]);
  if (vectors.length !== 2 * columns * rows)
    throw new ShapeError(
      `streamlines: vectors must hold rows · columns · 2 = ${2 * rows * columns} numbers, got ${vectors.length}. Pass the grid row by row.`,
    );
  requireFinite("streamlines", "vectors", vectors);
};

/** Viridis without its palest end, which is lost on white. */
const speedColor = (fraction: number): string => interpolateViridis(Math.min(1, fraction) * 0.92);

/**
 * Streamlines as a panel for {@link figure}.
 *
 * @param options - see {@link streamlines}
 * @returns a panel
 */
export const streamlinesPanel = (options: StreamlinesPanelOptions): Panel => {
  check(options);
  const { xlim, ylim, colorBar = true, title = "" } = options;
  const lines = traceStreamlines(options);
  const greatest = lines.reduce((most, { speed }) => Math.max(most, speed), 0);
  const top = options.fastest ?? (greatest || 1);
  return {
    title,
    summary: `${title === "" ? "" : `${title}: `}${lines.length} streamlines with speeds up to ${Number(greatest.toPrecision(3))}.`,
    x: { label: options.xlabel ?? "x₁", limits: xlim, log: false },
    y: { label: options.ylabel ?? "x₂", limits: ylim, log: false },
    equal: true,
    fixed: true,
    legend: () => [],
    colorBar: colorBar
      ? { label: "speed", limits: [0, top], color: speedColor, levels: 0, clamped: false }
      : undefined,
    draw: (area) =>
      lines
        .map(({ x, y, speed }) => {
          const color = speedColor(speed / top);
          const middle = Math.max(1, Math.floor(x.length / 2));
          const head = { color, opacity: 1, size: 6, every: x.length, offset: middle };
          return stroke(x, y, area, { color, width: 1.1 }) + heads(x, y, area, head);
        })
        .join(""),
  };
};

/**
 * Lines along a velocity field at one time, evenly apart, coloured by their mean speed.
 *
 * @param options - the field on a grid, its limits, the density of the lines
 * @returns an SVG document
 * @throws ShapeError when there are not rows · columns vectors
 * @throws DataError when a velocity is not finite
 * @throws OptionError for limits or a density out of range
 *
 * @example
 * streamlines({ vectors: [1, 0, 1, 0, 1, 0, 1, 0], columns: 2, rows: 2, xlim: [0, 1], ylim: [0, 1] })
 *
 * @see B. Jobard, W. Lefer (1997), *Creating evenly-spaced streamlines of arbitrary density*
 */
export const streamlines = (options: StreamlinesOptions): string =>
  single(streamlinesPanel(options), options);
