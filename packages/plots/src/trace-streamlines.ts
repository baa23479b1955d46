import type { Limits, Numbers } from "./numbers.js";

/** A field on a grid. */
export interface GridField {
  /** `[rows, columns, 2]`, flat. */
  readonly vectors: Numbers;
  readonly columns: number;
  readonly rows: number;
  readonly xlim: Limits;
  readonly ylim: Limits;
  /** Cells along x of which each takes one line. */
  readonly density?: number | undefined;
}

/** A streamline in data units, in the direction of the flow. */
export interface Streamline {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Mean speed along it. */
  readonly speed: number;
}

type Place = readonly [x: number, y: number];

/** Bilinear interpolation between the four places of the grid around a point of the unit square. */
const fieldOf = ({ vectors, columns, rows }: GridField) => {
  const at = (row: number, column: number, axis: number): number =>
    vectors[2 * (row * columns + column) + axis]!;
  return ([x, y]: Place): Place => {
    const [across, up] = [x * (columns - 1), y * (rows - 1)];
    const column = Math.min(columns - 2, Math.floor(across));
    const row = Math.min(rows - 2, Math.floor(up));
    const [p, q] = [across - column, up - row];
    const mix = (axis: number): number =>
      (1 - q) * ((1 - p) * at(row, column, axis) + p * at(row, column + 1, axis)) +
      q * ((1 - p) * at(row + 1, column, axis) + p * at(row + 1, column + 1, axis));
    return [mix(0), mix(1)];
  };
};

const isInside = ([x, y]: Place): boolean => x >= 0 && x <= 1 && y >= 0 && y <= 1;

/** Cells are offered from the edge inwards, so that lines that enter from outside are long. */
const seedsOf = (across: number, up: number): Place[] =>
  Array.from({ length: across * up }, (_, i) => [i % across, Math.floor(i / across)] as const)
    .map(([i, j]) => ({ i, j, depth: Math.min(i, j, across - 1 - i, up - 1 - j) }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ i, j }) => [(i + 0.5) / across, (j + 0.5) / up] as const);

/** Most cells along y, however long it is beside x. */
const mostCells = 200;

/**
 * Streamlines that never share a cell of a coarse grid: each starts in the middle of a free cell and goes both ways by
 * midpoint steps of a fifth of a cell, until it leaves, comes to another's cell, or to rest.
 *
 * @returns lines of at least 4 cells
 */
export const traceStreamlines = (field: GridField): Streamline[] => {
  const { xlim, ylim, density = 18 } = field;
  const size: Place = [xlim[1] - xlim[0], ylim[1] - ylim[0]];
  const across = Math.round(density);
  const up = Math.min(mostCells, Math.max(2, Math.round((density * size[1]) / size[0])));
  const velocity = fieldOf(field);
  const owner = new Int32Array(across * up).fill(-1);
  const cellOf = ([x, y]: Place): number =>
    Math.min(up - 1, Math.floor(y * up)) * across + Math.min(across - 1, Math.floor(x * across));
  const stride = 0.2 * (up < mostCells ? 1 / across : size[1] / size[0] / up);

  /** One step of fixed length along the flow, in units of the width. */
  const step = (from: Place, sign: number): Place | undefined => {
    const along = (place: Place, length: number): Place | undefined => {
      const [u, v] = velocity(place);
      const speed = Math.hypot(u, v);
      if (!(speed > 0)) return undefined;
      const scale = (sign * length) / speed;
      return [from[0] + u * scale, from[1] + (v * scale * size[0]) / size[1]];
    };
    const half = along(from, stride / 2);
    if (half === undefined || !isInside(half)) return undefined;
    const end = along(half, stride);
    return end !== undefined && isInside(end) ? end : undefined;
  };

  const walk = (seed: Place, sign: number, line: number, taken: Set<number>): Place[] => {
    const places: Place[] = [];
    let [cell, inCell] = [cellOf(seed), 0];
    for (let place = step(seed, sign); place !== undefined; place = step(place, sign)) {
      const next = cellOf(place);
      if (owner[next] !== -1 && owner[next] !== line) break;
      // A line that circles in its own cells ends where it began to repeat itself.
      if (next !== cell && taken.has(next)) break;
      inCell = next === cell ? inCell + 1 : 0;
      if (inCell > 40) break;
      cell = next;
      owner[next] = line;
      taken.add(next);
      places.push(place);
    }
    return places;
  };

  const lines: Streamline[] = [];
  for (const [line, seed] of seedsOf(across, up).entries()) {
    if (owner[cellOf(seed)] !== -1) continue;
    const taken = new Set([cellOf(seed)]);
    owner[cellOf(seed)] = line;
    const places = [...walk(seed, -1, line, taken).reverse(), seed, ...walk(seed, 1, line, taken)];
    if (taken.size < 4) {
      for (const cell of taken) owner[cell] = -1;
      continue;
    }
    const speeds = places.map((place) => Math.hypot(...velocity(place)));
    lines.push({
      x: places.map(([x]) => xlim[0] + x * size[0]),
      y: places.map(([, y]) => ylim[0] + y * size[1]),
      speed: speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length,
    });
  }
  return lines;
};
