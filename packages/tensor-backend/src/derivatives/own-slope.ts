import type { Tensor } from "../tensor.js";

/** The slope of an elementwise function, from its argument and its value. */
export type Slope = (x: Tensor, y: Tensor) => Tensor;

interface OwnSlope {
  readonly x: Tensor;
  readonly slope: Slope;
}

const slopes = new WeakMap<Tensor, OwnSlope>();

/**
 * Gives a composed elementwise function y of x a derivative of its own, in place of that of its parts: the chain rule
 * through `x · sigmoid(x)` takes four products where `s + y(1 − s)` takes two.
 *
 * The slope is written in operations that have rules, so every higher derivative is that of the slope; it may have a slope of
 * its own again.
 *
 * @returns y
 */
export function withSlope(y: Tensor, x: Tensor, slope: Slope): Tensor {
  slopes.set(y, { x, slope });
  return y;
}

/** The slope that a tensor was given, if any. */
export function slopeOf(y: Tensor): OwnSlope | undefined {
  return slopes.get(y);
}
