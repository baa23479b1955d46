import { extent } from "d3-array";
import type { Limits } from "./numbers.js";

/** An interval around a single number: a tenth of it, since a unit is lost beside large ones. */
export const widen = (value: number): Limits => {
  const half = Math.max(0.5, Math.abs(value) * 0.1);
  return [value - half, value + half];
};

/**
 * Limits around data with a margin on either side; a single value, and values that differ by rounding, get an interval
 * of their own.
 *
 * @param values - finite values are used, others passed over; none at all gives [0, 1]
 * @param margin - in units of the extent, 0.04 by default
 *
 * @example
 * limitsAround([0, 10]) // [-0.4, 10.4]
 */
export const limitsAround = (values: Iterable<number>, margin = 0.04): Limits => {
  const [low, high] = extent(values, (value) => (Number.isFinite(value) ? value : undefined));
  if (low === undefined || high === undefined) return [0, 1];
  if (high - low <= 1e-14 * Math.max(Math.abs(low), Math.abs(high))) return widen(low);
  // Not of the difference, which may overflow.
  const pad = high * margin - low * margin;
  return [low - pad, high + pad];
};

/**
 * Limits of a logarithmic axis: the margin is taken in decades.
 *
 * @param values - positive values are used
 *
 * @example
 * logLimitsAround([1, 100], 0) // [1, 100]
 */
export const logLimitsAround = (values: Iterable<number>, margin = 0.04): Limits => {
  const decades: number[] = [];
  for (const value of values) if (value > 0) decades.push(Math.log10(value));
  const found = limitsAround(decades, margin);
  const [low, high] = spanOf(found) > 1e-14 ? found : widen(found[0]);
  return [Math.max(10 ** low, Number.MIN_VALUE), Math.min(10 ** high, Number.MAX_VALUE)];
};

/**
 * The least interval that holds all the given ones, in ascending order.
 *
 * @param all - at least one, ascending or (on a mirrored axis) descending
 */
export const unionLimits = (all: readonly Limits[]): Limits => [
  Math.min(...all.flat()),
  Math.max(...all.flat()),
];

/** Whether an axis runs from its greater end to its lesser one. */
export const isMirrored = ([first, last]: Limits): boolean => first > last;

/** Length of an interval, whatever its direction. */
export const spanOf = ([first, last]: Limits): number => Math.abs(last - first);

/** One interval made `factor` times as long about its middle. */
const stretch = ([low, high]: Limits, factor: number): Limits => {
  const middle = (low + high) / 2;
  const half = ((high - low) / 2) * factor;
  return [middle - half, middle + half];
};

/** Limits and the size of the box that they are drawn in, in pixels. */
export interface Fitted {
  readonly xlim: Limits;
  readonly ylim: Limits;
  readonly width: number;
  readonly height: number;
}

/**
 * Makes a unit of x as long as a unit of y.
 *
 * Limits that the caller fixed are kept and the box shrinks; limits found from the data widen about their middle
 * and the box stays.
 *
 * @param given - limits and the box there is
 * @param fixed - whether the limits are the caller's
 * @returns `width / |xlim[1] − xlim[0]| = height / |ylim[1] − ylim[0]|`; mirrored limits stay so
 *
 * @example
 * fitEqual({ xlim: [0, 2], ylim: [0, 1], width: 100, height: 100 }, true).height // 50
 */
export const fitEqual = ({ xlim, ylim, width, height }: Fitted, fixed: boolean): Fitted => {
  const across = width / spanOf(xlim);
  const up = height / spanOf(ylim);
  const unit = Math.min(across, up);
  if (fixed) {
    return { xlim, ylim, width: unit * spanOf(xlim), height: unit * spanOf(ylim) };
  }
  return { xlim: stretch(xlim, across / unit), ylim: stretch(ylim, up / unit), width, height };
};
