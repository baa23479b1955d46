import { cumsum, max } from "d3-array";
import type { Cell } from "./arrange.js";

const gutter = 12;

/** Where the plotting areas of a grid begin, and how large the whole is, in pixels. */
export interface CellGrid {
  /** Upper left corner of each cell's plotting area, and the room above it, which is the same along a row. */
  readonly places: readonly { readonly x: number; readonly y: number; readonly headroom: number }[];
  readonly width: number;
  readonly height: number;
}

/** Starts of tracks laid end to end with a gutter between, and the end of the last. */
const layTracks = (sizes: readonly number[]): { readonly starts: number[]; readonly end: number } => {
  const starts = [0, ...cumsum(sizes, (size) => size + gutter)];
  return { starts, end: (starts.pop() ?? 0) - gutter };
};

/**
 * Lines up the plotting areas of cells in rows and columns; each track is as wide as its widest lettering asks.
 *
 * @param cells - row by row
 * @param columns - cells in a row
 * @returns places relative to the upper left corner of the grid
 */
export const placeCells = (cells: readonly Cell[], columns: number): CellGrid => {
  const track = (of: (i: number) => number, index: number, size: (cell: Cell) => number): number =>
    max(
      cells.filter((_, i) => of(i) === index),
      size,
    ) ?? 0;
  const column = (i: number): number => i % columns;
  const row = (i: number): number => Math.floor(i / columns);

  const lefts = Array.from({ length: Math.min(columns, cells.length) }, (_, c) =>
    track(column, c, (cell) => cell.left),
  );
  const tops = Array.from({ length: Math.ceil(cells.length / columns) }, (_, r) =>
    track(row, r, (cell) => cell.top),
  );
  const across = layTracks(
    lefts.map(
      (left, c) => left + track(column, c, (cell) => cell.width) + track(column, c, (cell) => cell.right),
    ),
  );
  const down = layTracks(
    tops.map((top, r) => top + track(row, r, (cell) => cell.height) + track(row, r, (cell) => cell.bottom)),
  );
  const places = cells.map((_, i) => ({
    x: (across.starts[column(i)] ?? 0) + (lefts[column(i)] ?? 0),
    y: (down.starts[row(i)] ?? 0) + (tops[row(i)] ?? 0),
    headroom: tops[row(i)] ?? 0,
  }));
  return { places, width: across.end, height: down.end };
};
