import { requireThat } from "./check.js";
import type { Tolerance } from "./step.js";
import type { Clock } from "./vector-space.js";

/** Entry of a row of a clock that may be shared. */
export const entry = (clock: Clock, row: number): number => (clock.length === 1 ? clock[0]! : clock[row]!);

/** Whether no element from `p` to `stop` is NaN or infinite (0 times either is NaN). */
export const finiteWithin = (y: Float64Array, p: number, stop: number): boolean => {
  let sum = 0;
  for (let i = p; i < stop; i++) sum += 0 * y[i]!;
  return sum === 0;
};

/**
 * The norm of `StepAlgebra`: root mean square over each row of `e / (atol + rtol·max(|y|, |z|))`, where 0/0 is 0.
 *
 * @param width numbers in a row
 * @param out one number a row
 * @throws OptionError when a tolerance has another number of components than a row
 */
export const scaledNorm = (
  e: Float64Array,
  y: Float64Array,
  z: Float64Array,
  { rtol, atol }: Tolerance,
  width: number,
  out: Float64Array,
): void => {
  const relative = typeof rtol === "number" ? [rtol] : rtol;
  const absolute = typeof atol === "number" ? [atol] : atol;
  for (const each of [relative, absolute])
    requireThat(
      each.length === 1 || each.length === width,
      `solve: rtol and atol must be numbers or have the components of a row (${width})`,
      `${each.length} of them`,
      "Pass one for each.",
    );
  const [i, j] = [relative.length === 1 ? 0 : 1, absolute.length === 1 ? 0 : 1];
  for (let row = 0, p = 0; row < out.length; row++) {
    let sum = 0;
    let largest = 0;
    for (let q = 0; q < width; q++, p++) {
      if (e[p] === 0) continue;
      const a = Math.abs(y[p]!);
      const b = Math.abs(z[p]!);
      const scaled = Math.abs(e[p]!) / (absolute[q * j]! + relative[q * i]! * Math.max(a, b));
      sum += scaled * scaled;
      if (!(scaled <= largest)) largest = scaled;
    }
    // Squares that left the range of a number: the largest element is the norm but for a factor of at most √n.
    out[row] = sum === 0 || sum === Infinity ? largest : Math.sqrt(sum / width);
  }
};
