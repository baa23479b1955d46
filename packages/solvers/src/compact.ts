import type { Clock } from "./vector-space.js";

/**
 * Positions to keep when at most half of them are running: the running ones and, up to half the length (or a quarter, …),
 * others, so that a space of tensors sees few shapes.
 *
 * @param running by position
 */
export const positionsToKeep = (running: readonly boolean[], left: number): Clock => {
  let size = running.length;
  while (size > 1 && left <= size >> 1) size = (size + 1) >> 1;
  const order = [...running.keys()].sort((a, b) => Number(running[b]) - Number(running[a]) || a - b);
  return Float64Array.from(order.slice(0, size).sort((a, b) => a - b));
};
