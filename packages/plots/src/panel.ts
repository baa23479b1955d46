import type { Limits } from "./numbers.js";
import type { Theme } from "./theme.js";

/** An axis of a panel, before it has a size. */
export interface Axis {
  /** What is measured, with its unit; empty for no label. */
  readonly label: string;
  /** Ends of the axis in data units. */
  readonly limits: Limits;
  /** Whether equal distances are equal ratios. */
  readonly log: boolean;
}

/** One line of a legend. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  /** A dot for points, a stroke for lines. */
  readonly mark: "dot" | "line";
  /** `stroke-dasharray` of the stroke. */
  readonly dash?: string | undefined;
  /** Opacity of the stroke, 1 by default. */
  readonly opacity?: number | undefined;
}

/** The scale from values to colours beside a panel. */
export interface ColorBar {
  readonly label: string;
  readonly limits: Limits;
  /** Colour of the value that lies `fraction` of the way up the limits. */
  readonly color: (fraction: number) => string;
  /** Number of bands of one colour; 0 means smooth. */
  readonly levels: number;
  /** Whether values below the lower limit were clamped to it: drawn as a point at the lower end. */
  readonly clamped: boolean;
}

/** Where marks are drawn: pixels with the origin at the upper left corner of the plotting area. */
export interface Area {
  /** Data to pixels, left to right. */
  readonly x: (value: number) => number;
  /** Data to pixels, upwards: greater values have smaller pixels. */
  readonly y: (value: number) => number;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

/**
 * One set of axes with marks: what {@link figure} arranges. Made by `scatterPanel`, `linePanel`, … or by hand.
 *
 * @example
 * const cross: Panel = {
 *   title: "origin", summary: "a cross", equal: true, fixed: true,
 *   x: { label: "x", limits: [-1, 1], log: false }, y: { label: "y", limits: [-1, 1], log: false },
 *   legend: () => [],
 *   draw: ({ x, y }) => `<path d="M${x(0)} 0V${y(-1)}M0 ${y(0)}H${x(1)}" stroke="black"/>`,
 * };
 */
export interface Panel {
  readonly title: string;
  /** One sentence for readers who cannot see the figure. */
  readonly summary: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Whether a unit of x is drawn as long as a unit of y. */
  readonly equal: boolean;
  /** Whether the limits are the caller's (kept exactly) or found from the data (may be widened). */
  readonly fixed: boolean;
  /** Whether grid, axes and their lettering are left out, as in a diagram; false by default. */
  readonly bare?: boolean | undefined;
  readonly legend: (theme: Theme) => readonly LegendEntry[];
  readonly colorBar?: ColorBar | undefined;
  /** The marks as SVG, clipped to the area. */
  readonly draw: (area: Area) => string;
}

/** Text around one panel; every figure of one panel takes it. */
export interface PanelText {
  /** Set above the plotting area. */
  readonly title?: string | undefined;
  readonly xlabel?: string | undefined;
  readonly ylabel?: string | undefined;
}

/** Size and colours; every figure takes them. */
export interface Appearance {
  /** Colours; {@link lightTheme} by default. */
  readonly theme?: Theme | undefined;
  /** Width of one plotting area in pixels, in [40, 4000]; by default fitted to the number of columns. */
  readonly panelWidth?: number | undefined;
  /** Height of one plotting area in pixels, in [40, 4000]; by default from the width and the limits. */
  readonly panelHeight?: number | undefined;
}
