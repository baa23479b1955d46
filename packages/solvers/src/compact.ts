import type { Clock } from "./vector-space.js";

/**
 * Positions to keep when at most half of them run: those that run and, up to half the length (or a quarter, …), others, so
 * that a space of tensors sees few shapes.
 *
 * @param runs by position: 1 or 0
 * @param left how many run
 */
export const positionsToKeep = (runs: Uint8Array, left: number): Clock => {
  let size = runs.length;
  while (size > 1 && left <= size >> 1) size = (size + 1) >> 1;
  let spare = size - left;
  const kept: number[] = [];
  runs.forEach((run, at) => {
    if (run || spare-- > 0) kept.push(at);
  });
  return Float64Array.from(kept);
};

/** For each of `rows` rows its position, where `wanted` says so; −1 elsewhere. */
export const positionsOf = (map: Clock, rows: number, wanted?: (at: number) => boolean): Clock => {
  const positions = new Float64Array(rows).fill(-1);
  map.forEach((row, at) => {
    if (!wanted || wanted(at)) positions[row] = at;
  });
  return positions;
};
