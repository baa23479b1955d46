import { type Tensor, tensor } from "@nami/tensor-backend";

/** Ends of an axis. */
export type Limits = readonly [number, number];

/** A grid of points over a rectangle, ends included. */
export interface Grid {
  readonly xlim: Limits;
  readonly ylim: Limits;
  readonly columns: number;
  readonly rows: number;
}

/** Points of a grid, row by row: `[rows · columns, 2]`. */
export const gridPoints = ({ xlim, ylim, columns, rows }: Grid): Tensor => {
  const at = ([low, high]: Limits, i: number, count: number): number =>
    low + ((high - low) * i) / (count - 1);
  const values = new Float32Array(rows * columns * 2);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const place = 2 * (row * columns + column);
      values[place] = at(xlim, column, columns);
      values[place + 1] = at(ylim, row, rows);
    }
  return tensor(values, [rows * columns, 2]);
};

/**
 * ∫ p over a grid by the trapezoidal rule, which for a smooth density that vanishes at the edges is far more exact than
 * its order says.
 *
 * @param logDensities in nats, row by row
 */
export const integrate = (logDensities: ArrayLike<number>, { xlim, ylim, columns, rows }: Grid): number => {
  const cell = ((xlim[1] - xlim[0]) / (columns - 1)) * ((ylim[1] - ylim[0]) / (rows - 1));
  const weight = (i: number, count: number): number => (i === 0 || i === count - 1 ? 0.5 : 1);
  let sum = 0;
  for (let i = 0; i < rows * columns; i += 1)
    sum += Math.exp(logDensities[i]!) * weight(i % columns, columns) * weight(Math.floor(i / columns), rows);
  return sum * cell;
};

/**
 * Limits around points, per coordinate.
 *
 * @param points flat, `[n, 2]`
 * @param margin on each side, as a share of the range
 */
export const limitsOf = (points: ArrayLike<number>, margin: number): readonly [Limits, Limits] => {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < points.length; i += 1) {
    low[i % 2] = Math.min(low[i % 2]!, points[i]!);
    high[i % 2] = Math.max(high[i % 2]!, points[i]!);
  }
  const limits = (k: 0 | 1): Limits => {
    const room = margin * (high[k]! - low[k]! || 1);
    return [low[k]! - room, high[k]! + room];
  };
  return [limits(0), limits(1)];
};

/**
 * A grid of about so many points over a rectangle, with cells that are nearly squares.
 *
 * @param count points, at least 16
 */
export const squareGrid = (xlim: Limits, ylim: Limits, count: number): Grid => {
  const [width, height] = [xlim[1] - xlim[0], ylim[1] - ylim[0]];
  const columns = Math.min(count / 4, Math.max(4, Math.round(Math.sqrt((count * width) / height))));
  return { xlim, ylim, columns, rows: Math.max(4, Math.round(count / columns)) };
};
