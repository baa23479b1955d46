import type { Clock } from "./vector-space.js";

/**
 * The error of each row from what an attempt reports: whether its state is finite, and one or two norms.
 *
 * @see Hairer, Nørsett, Wanner II.10 for two
 */
export const gauge = ([finite, norms, lower]: readonly Clock[], errors: Clock): void => {
  for (let row = 0; row < errors.length; row++) {
    // Each value on its own line: an engine makes an object of a number that may be one of several.
    if (!finite![row]) errors[row] = NaN;
    else if (!norms) errors[row] = 0;
    else if (lower && norms[row]! > 0)
      errors[row] = norms[row]! / Math.sqrt(1 + 0.01 * (lower[row]! / norms[row]!) ** 2);
    else errors[row] = norms[row]!;
  }
};

/** How many flags are 1. */
export const countOf = (flags: Clock): number => {
  let count = 0;
  for (let row = 0; row < flags.length; row++) count += flags[row]!;
  return count;
};

/** The time of the row that got least far. */
export const leastOf = (times: Clock, t1: number): number =>
  times.reduce((least, time) => (Math.abs(t1 - time) > Math.abs(t1 - least) ? time : least), t1);
