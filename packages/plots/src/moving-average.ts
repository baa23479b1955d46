import { requireCount } from "./numbers.js";

/**
 * The mean of each window of consecutive values: `m_i = (v_i + … + v_{i+w−1}) / w`.
 *
 * Only full windows count, so the first mean belongs to value number `w` and none is an average of fewer.
 *
 * @param values - n numbers
 * @param window - w, a whole number of at least 1
 * @returns n − w + 1 means; none when n < w
 * @throws OptionError for a window that is not a whole number of at least 1
 *
 * @example
 * movingAverage([1, 2, 3, 4], 2) // Float64Array [1.5, 2.5, 3.5]
 */
export const movingAverage = (values: ArrayLike<number>, window: number): Float64Array => {
  requireCount("movingAverage", "window", window, 1);
  const means = new Float64Array(Math.max(0, values.length - window + 1));
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += values[i]!;
    if (i >= window) sum -= values[i - window]!;
    if (i >= window - 1) means[i - window + 1] = sum / window;
  }
  return means;
};
