import { OptionError } from "@nami/errors";
import { type Cell, defaultHeight, defaultWidth, measureCell, shareLimits } from "./arrange.js";
import { type AxesOptions, drawAxes, drawGrid } from "./axes.js";
import { drawColorBar } from "./color-bar.js";
import { drawLegend } from "./legend.js";
import { fontFamily, lettering, typeSize, wrapText } from "./lettering.js";
import { isMirrored } from "./limits.js";
import { element, escapeText, px } from "./markup.js";
import { requireBetween, requireCount } from "./numbers.js";
import type { Appearance, Panel } from "./panel.js";
import { placeCells } from "./place-cells.js";
import { requireAxis } from "./scale.js";
import { lightTheme, type Theme } from "./theme.js";

/** Options of {@link figure}. */
export interface FigureOptions extends Appearance {
  /** At least one, from `scatterPanel`, `linePanel`, `densityPanel`, … */
  readonly panels: readonly Panel[];
  /** Set above all panels, and the figure's accessible name. */
  readonly title?: string | undefined;
  /** The figure's accessible description; by default the panels' own sentences. */
  readonly description?: string | undefined;
  /** Panels side by side, at least 1; by default all of them up to five. */
  readonly columns?: number | undefined;
  /**
   * Whether all panels take the same limits (`"y"`: those of y alone) and inner tick labels are left out; by default if every
   * panel has equal aspect.
   */
  readonly share?: boolean | "y" | undefined;
  /** Widths of the columns in proportion, of which `panelWidth` is the mean; by default all the same. */
  readonly widths?: readonly number[] | undefined;
}

const margin = 14;

const requireWidths = (widths: readonly number[] | undefined, columns: number): void => {
  if (widths === undefined) return;
  if (widths.length !== columns || widths.some((width) => !(width > 0 && width < Number.POSITIVE_INFINITY)))
    throw new OptionError(
      `figure: widths must hold one positive number for each of ${columns} columns, got [${widths.join(", ")}]. Pass for example widths: [1, 5, 1].`,
    );
};

const drawCell = (cell: Cell, headroom: number, theme: Theme): string => {
  const { panel, x, y, width, height, showX, showY } = cell;
  const axes: AxesOptions = {
    x,
    y,
    width,
    height,
    theme,
    ylabelOffset: cell.ylabelOffset,
    xlabel: showX ? panel.x.label : "",
    ylabel: showY ? panel.y.label : "",
    xTicks: showX,
    yTicks: showY,
  };
  const firstLine = 4 + typeSize.title - headroom;
  const heading = cell.titleLines.map((line, i) =>
    lettering(line, {
      y: firstLine + i * typeSize.title * typeSize.leading,
      "font-size": typeSize.title,
      "font-weight": 600,
      fill: theme.text,
    }),
  );
  const marks = panel.draw({ x: x.toPixels, y: y.toPixels, width, height, theme });
  // An inner <svg> clips to its box without an id, so that many figures can stand in one page.
  const area = element("svg", { class: "area", width, height, overflow: "hidden" }, marks);
  const bar = panel.colorBar === undefined ? "" : drawColorBar(panel.colorBar, width, height, theme);
  const legend = element(
    "g",
    { class: "legend", transform: `translate(0 ${px(-cell.legendHeight)})` },
    drawLegend(cell.legend, theme),
  );
  return [
    ...heading,
    cell.legend.length === 0 ? "" : legend,
    panel.bare === true ? area : drawGrid(axes) + area + drawAxes(axes),
    bar,
  ].join("");
};

/**
 * Arranges panels in a grid and draws them as one SVG.
 *
 * The text needs no browser: it has no ids, scripts, styles or references, so it can be written to a file, shown as
 * an image or put into a page beside others.
 *
 * @param options - panels and their arrangement
 * @returns an SVG document as text
 * @throws OptionError without panels, for columns below 1, widths that are not positive, sizes outside of [40, 4000] pixels,
 * shared axes of which some are logarithmic
 * @throws DataError when the ends of an axis are equal or more than 1e300 apart
 *
 * @example
 * figure({ title: "RK4", panels: [5, 50].map((steps) => scatterPanel({ points: drawn[steps], title: `${steps} steps` })) })
 */
export const figure = ({
  panels: given,
  title = "",
  description,
  widths,
  columns = widths?.length ?? Math.min(given.length, 5),
  share = given.every((panel) => panel.equal),
  theme = lightTheme,
  panelWidth = defaultWidth(columns),
  panelHeight,
}: FigureOptions): string => {
  if (given.length === 0) {
    throw new OptionError(
      "figure: panels must hold at least one panel, got none. Pass scatterPanel({ … }) or another.",
    );
  }
  requireCount("figure", "columns", columns, 1);
  requireBetween("figure", "panelWidth", panelWidth, [40, 4000]);
  requireWidths(widths, columns);
  for (const { x, y } of given) for (const axis of [x, y]) requireAxis(axis);
  const panels = share === false ? given : shareLimits(given, share);
  const height = panelHeight ?? defaultHeight(panels, panelWidth);
  requireBetween("figure", "panelHeight", height, [40, 4000]);

  const columnShare = (column: number): number =>
    widths === undefined ? 1 : (widths[column]! * columns) / widths.reduce((sum, width) => sum + width, 0);
  const mirrored = panels.filter((panel) => isMirrored(panel.x.limits)).length;
  const cells = panels.map((panel, i) => {
    const showX =
      share !== true || (mirrored > 0 && mirrored < panels.length) || i + columns >= panels.length;
    const showY = share === false || i % columns === 0;
    const width = panelWidth * columnShare(i % columns);
    return measureCell(panel, { width, height, showX, showY, theme });
  });
  const grid = placeCells(cells, columns);
  const fullWidth = Math.ceil(grid.width + 2 * margin);
  const titleLines = wrapText(title, typeSize.heading, grid.width);
  const head = margin + titleLines.length * typeSize.heading * typeSize.leading;
  const fullHeight = Math.ceil(head + grid.height + margin);

  const name = title === "" ? panels.map((panel) => panel.title || panel.summary).join(" · ") : title;
  const about = description ?? panels.map((panel) => panel.summary).join(" ");
  const heading = titleLines.map((line, i) => {
    const place = { x: margin, y: margin + 12 + i * typeSize.heading * typeSize.leading };
    return lettering(line, { ...place, "font-size": typeSize.heading, "font-weight": 600, fill: theme.text });
  });
  const drawn = cells.map((cell, i) => {
    const { x = 0, y = 0, headroom = 0 } = grid.places[i] ?? {};
    const transform = `translate(${px(margin + x)} ${px(head + y)})`;
    return element("g", { class: "panel", transform }, drawCell(cell, headroom, theme));
  });
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: fullWidth,
      height: fullHeight,
      viewBox: `0 0 ${fullWidth} ${fullHeight}`,
      role: "img",
      "aria-label": name,
      "font-family": fontFamily,
    },
    `<title>${escapeText(name)}</title><desc>${escapeText(about)}</desc>${element("rect", {
      width: fullWidth,
      height: fullHeight,
      fill: theme.background,
    })}${heading.join("")}${drawn.join("")}`,
  );
};
