import { cutText, lettering, textWidth, typeSize } from "./lettering.js";
import { element } from "./markup.js";
import type { LegendEntry } from "./panel.js";
import type { Theme } from "./theme.js";

const symbolWidth = 20;
const gap = 16;

/** Height of one row of a legend in pixels. */
export const legendRowHeight = 18;

/** An entry and its place. */
export interface PlacedEntry extends LegendEntry {
  readonly x: number;
  readonly row: number;
}

/**
 * Places the entries in rows above the plotting area, so that no entry lies over data.
 *
 * @param entries - in the order of the series
 * @param width - of the plotting area; a label that is wider is cut
 * @returns the entries with their places; rows count downwards from 0
 */
export const placeLegend = (entries: readonly LegendEntry[], width: number): PlacedEntry[] => {
  const placed: PlacedEntry[] = [];
  let x = 0;
  let row = 0;
  for (const entry of entries) {
    const label = cutText(entry.label, typeSize.tick, width - symbolWidth);
    const needed = symbolWidth + textWidth(label, typeSize.tick);
    if (x > 0 && x + needed > width) {
      x = 0;
      row += 1;
    }
    placed.push({ ...entry, label, x, row });
    x += needed + gap;
  }
  return placed;
};

/** The legend as SVG; `y` of the first row is 0. */
export const drawLegend = (placed: readonly PlacedEntry[], theme: Theme): string =>
  placed
    .map(({ label, color, mark, dash, opacity, x, row }) => {
      const y = row * legendRowHeight + 9;
      const look = { stroke: color, "stroke-width": 2, "stroke-dasharray": dash, "stroke-opacity": opacity };
      const line = { x1: x, x2: x + 14, y1: y, y2: y, ...look };
      const symbol =
        mark === "dot" ? element("circle", { cx: x + 7, cy: y, r: 4, fill: color }) : element("line", line);
      return (
        symbol +
        lettering(label, { x: x + symbolWidth, y: y + 3.9, "font-size": typeSize.tick, fill: theme.text })
      );
    })
    .join("");
