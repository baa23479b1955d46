import type { Limits } from "@nami/plots";
import { steps } from "./numbers.js";

/** Points of a grid, row by row from below, flat. */
export const gridOf = (
  columns: number,
  rows: number,
  [across, up]: readonly [Limits, Limits],
): Float64Array => {
  const [xs, ys] = [steps(across[0], across[1], columns), steps(up[0], up[1], rows)];
  return Float64Array.from({ length: 2 * columns * rows }, (_, k) => {
    const i = k >> 1;
    return k % 2 === 0 ? xs[i % columns]! : ys[Math.floor(i / columns)]!;
  });
};
