import { ShapeError } from "@nami/errors";
import type { Points } from "./point-sets.js";

/**
 * E f(‖X − Y‖²) − ½ E f(‖X − X′‖²) − ½ E f(‖Y − Y′‖²) from two sets, without bias: pairs of a point with itself are left out.
 *
 * @throws ShapeError when a set has fewer than two points
 */
export function excessOfPairs(caller: string, a: Points, b: Points, f: (squared: number) => number): number {
  for (const { count } of [a, b])
    if (count < 2)
      throw new ShapeError(
        `${caller}: each set must have two points at least, got ${count}. Pass more points.`,
      );
  return meanOver(a, b, f) - (meanWithin(a, f) + meanWithin(b, f)) / 2;
}

function meanWithin(a: Points, f: (squared: number) => number): number {
  let total = 0;
  for (let i = 0; i < a.count; i++) for (let j = 0; j < i; j++) total += f(squaredGap(a, i, a, j));
  return total / ((a.count * (a.count - 1)) / 2);
}

function meanOver(a: Points, b: Points, f: (squared: number) => number): number {
  let total = 0;
  for (let i = 0; i < a.count; i++) for (let j = 0; j < b.count; j++) total += f(squaredGap(a, i, b, j));
  return total / (a.count * b.count);
}

function squaredGap(a: Points, i: number, b: Points, j: number): number {
  const { dimension } = a;
  let total = 0;
  for (let k = 0; k < dimension; k++)
    total += (a.values[i * dimension + k]! - b.values[j * dimension + k]!) ** 2;
  return total;
}
