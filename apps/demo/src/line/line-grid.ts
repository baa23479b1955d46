import { denoised, type LineMixture } from "./line-mixture.js";

/** Times and places of a picture: columns from noise (t = 1) to data (t = 0), rows from below. */
export const [columns, rows, reach] = [61, 121, 3.2] as const;

/** The time of a column. */
export const timeOfColumn = (column: number): number => 1 - column / (columns - 1);
/** The place in the middle of a row. */
export const placeOfRow = (row: number): number => reach * ((2 * row + 1) / rows - 1);
/** The row of a place, or −1 outside. */
const rowOf = (x: number): number => {
  const row = Math.floor(((x / reach + 1) * rows) / 2);
  return row >= 0 && row < rows ? row : -1;
};

/** A picture over time and place: `[columns, rows]`. What is not known is NaN. */
export type LineGrid = Float32Array;

/**
 * The velocity on the way to the data that a perfect model has, for straight paths from a standard normal source:
 * u = E[data − noise | x] = (E[data | x] − x)/t.
 */
export const exactVelocity = (mixture: LineMixture, x: number, t: number): number => {
  // At the data the two are equal; a little before, the quotient has its limit to six digits.
  const time = Math.max(1e-4, t);
  return (denoised(mixture, x, 1 - time, time) - x) / time;
};

/** That velocity as a picture. */
export const exactField = (mixture: LineMixture): LineGrid =>
  Float32Array.from({ length: columns * rows }, (_, i) =>
    exactVelocity(mixture, placeOfRow(i % rows), timeOfColumn(Math.floor(i / rows))),
  );

/** The mean of data − noise of all straight paths that pass through each cell; where none does, it is not known. */
export const averagedField = (noise: ArrayLike<number>, data: ArrayLike<number>): LineGrid => {
  const sums = new Float32Array(columns * rows);
  const counts = new Float32Array(columns * rows);
  for (let column = 0; column < columns; column++) {
    const t = timeOfColumn(column);
    for (let i = 0; i < data.length; i++) {
      const row = rowOf((1 - t) * data[i]! + t * noise[i]!);
      if (row < 0) continue;
      sums[column * rows + row]! += data[i]! - noise[i]!;
      counts[column * rows + row]!++;
    }
  }
  return sums.map((sum, i) => (counts[i]! > 0 ? sum / counts[i]! : Number.NaN));
};

/** Counts in each cell of each column, over the number of points and the height of a cell: a density. */
const densityOf = (count: number, at: (column: number, i: number) => number): LineGrid => {
  const grid = new Float32Array(columns * rows);
  const unit = rows / (2 * reach * count);
  for (let column = 0; column < columns; column++)
    for (let i = 0; i < count; i++) {
      const row = rowOf(at(column, i));
      if (row >= 0) grid[column * rows + row]! += unit;
    }
  return grid;
};

/** Where straight paths are, over time. */
export const straightDensity = (noise: ArrayLike<number>, data: ArrayLike<number>): LineGrid =>
  densityOf(data.length, (column, i) => {
    const t = timeOfColumn(column);
    return (1 - t) * data[i]! + t * noise[i]!;
  });

/** Where moving points are, over time. @param positions `[columns, count]` */
export const pathDensity = (positions: ArrayLike<number>): LineGrid => {
  const count = positions.length / columns;
  return densityOf(count, (column, i) => positions[column * count + i]!);
};

/** Steps of Euler's method from noise to data: times, places, and the velocity at each but the last. */
export interface EulerSteps {
  readonly t: readonly number[];
  readonly x: readonly number[];
  readonly velocity: readonly number[];
}

/** @param velocity on the way to the data; may be asked elsewhere and awaited */
export const eulerSteps = async (
  velocity: (x: number, t: number) => number | Promise<number>,
  start: number,
  steps: number,
): Promise<EulerSteps> => {
  const t = Array.from({ length: steps + 1 }, (_, i) => 1 - i / steps);
  const x = [start];
  const velocities: number[] = [];
  for (let i = 0; i < steps; i++) {
    velocities.push(await velocity(x[i]!, t[i]!));
    x.push(x[i]! + velocities[i]! / steps);
  }
  return { t, x, velocity: velocities };
};
