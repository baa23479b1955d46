import { OptionError } from "@nami/errors";
import { colorBarWidth } from "./color-bar.js";
import { legendRowHeight, type PlacedEntry, placeLegend } from "./legend.js";
import { textWidth, typeSize, wrapText } from "./lettering.js";
import { fitEqual, isMirrored, spanOf, unionLimits } from "./limits.js";
import type { Axis, Panel } from "./panel.js";
import { makeScale, type Scale } from "./scale.js";
import type { Theme } from "./theme.js";

/** A panel with its size, its scales and the room that its lettering takes around the plotting area. */
export interface Cell {
  readonly panel: Panel;
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
  readonly height: number;
  readonly titleLines: readonly string[];
  readonly legend: readonly PlacedEntry[];
  readonly legendHeight: number;
  /** Whether tick labels and axis labels are written, or left to a neighbour. */
  readonly showX: boolean;
  readonly showY: boolean;
  readonly ylabelOffset: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Each axis with the union of all limits, in its own direction. */
const share = (name: string, axes: readonly Axis[]): Axis[] => {
  if (axes.some(({ log }) => log !== axes[0]?.log))
    throw new OptionError(
      `figure: ${name} axes that are shared must all be linear or all logarithmic, got both. Pass share: false.`,
    );
  const [low, high] = unionLimits(axes.map(({ limits }) => limits));
  return axes.map((axis) => ({ ...axis, limits: isMirrored(axis.limits) ? [high, low] : [low, high] }));
};

/**
 * The limits that all panels of a shared figure take; those of y alone, when told so.
 *
 * @throws OptionError when some axes are logarithmic and some are not
 */
export const shareLimits = (panels: readonly Panel[], axes: true | "y"): Panel[] => {
  const ys = share(
    "y",
    panels.map(({ y }) => y),
  );
  if (axes === "y") return panels.map((panel, i) => ({ ...panel, y: ys[i]! }));
  const xs = share(
    "x",
    panels.map(({ x }) => x),
  );
  const fixed = panels.every((panel) => panel.fixed);
  return panels.map((panel, i) => ({ ...panel, fixed, x: xs[i]!, y: ys[i]! }));
};

/** Width of a plotting area by the number of columns. */
export const defaultWidth = (columns: number): number => [480, 480, 340, 280, 230, 200][columns] ?? 180;

/**
 * Height of a plotting area: for panels of equal aspect the one that the limits ask for, within 0.4–1.5 of the
 * width where the limits are fixed and 0.75–1.1 where they can widen; 0.66 of the width for others.
 */
export const defaultHeight = (panels: readonly Panel[], width: number): number => {
  const ratios = panels.map(({ x, y, equal, fixed }) => {
    if (!equal) return 0.66;
    const ratio = spanOf(y.limits) / spanOf(x.limits);
    return fixed ? Math.min(1.5, Math.max(0.4, ratio)) : Math.min(1.1, Math.max(0.75, ratio));
  });
  return Math.round(width * Math.max(...ratios));
};

/** What is known of a cell before its lettering is measured. */
export interface CellPlace {
  readonly width: number;
  readonly height: number;
  readonly showX: boolean;
  readonly showY: boolean;
  readonly theme: Theme;
}

/** Measures one panel: scales, wrapped title, legend rows and margins. */
export const measureCell = (panel: Panel, { width, height, theme, ...place }: CellPlace): Cell => {
  const showX = place.showX && panel.bare !== true;
  const showY = place.showY && panel.bare !== true;
  const box = { xlim: panel.x.limits, ylim: panel.y.limits, width, height };
  const fitted = panel.equal ? fitEqual(box, panel.fixed) : box;
  const x = makeScale({ ...panel.x, limits: fitted.xlim }, fitted.width, true);
  const y = makeScale({ ...panel.y, limits: fitted.ylim }, fitted.height, false);
  const legend = placeLegend(panel.legend(theme), fitted.width);
  const legendHeight =
    legend.length === 0 ? 0 : (legend.at(-1)?.row ?? 0) * legendRowHeight + legendRowHeight + 4;
  const titleLines = wrapText(panel.title, typeSize.title, fitted.width);
  const tickWidth = showY
    ? Math.max(0, ...y.ticks.map(({ label }) => textWidth(label, typeSize.tick))) + 8
    : 0;
  const lastTick = textWidth(x.ticks.at(-1)?.label ?? "", typeSize.tick) / 2;
  return {
    panel,
    x,
    y,
    width: fitted.width,
    height: fitted.height,
    titleLines,
    legend,
    legendHeight,
    showX,
    showY,
    ylabelOffset: tickWidth + 8,
    top: titleLines.length * typeSize.title * typeSize.leading + legendHeight + 8,
    right:
      panel.colorBar === undefined ? Math.max(8, lastTick) : colorBarWidth(panel.colorBar, fitted.height),
    bottom: showX ? 22 + (panel.x.label === "" ? 0 : 18) : 6,
    left: showY ? tickWidth + (panel.y.label === "" ? 2 : 22) : 8,
  };
};
