import { OptionError } from "@nami/errors";
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

/** A tolerance as a list: of one number, or of one for each component of a row. */
const componentsOf = (tolerance: number | ArrayLike<number>, width: number): ArrayLike<number> => {
  if (typeof tolerance === "number") return [tolerance];
  if (tolerance.length === 1 || tolerance.length === width) return tolerance;
  throw new OptionError(
    `solve: rtol and atol must be numbers or have the components of a row (${width}), got ${tolerance.length} of them. Pass one for each.`,
  );
};

/** A norm of e, one number a row, scaled by y and z. */
export type ScaledNorm = (e: Float64Array, y: Float64Array, z: Float64Array, out: Float64Array) => void;

/**
 * The norm of `StepAlgebra`: root mean square over each row of `e / (atol + rtol·max(|y|, |z|))`, where 0/0 is 0.
 *
 * @param width numbers in a row
 * @throws OptionError when a tolerance has another number of components than a row
 */
export const scaledNorm = ({ rtol, atol }: Tolerance, width: number): ScaledNorm => {
  const relative = componentsOf(rtol, width);
  const absolute = componentsOf(atol, width);
  const i = relative.length === 1 ? 0 : 1;
  const j = absolute.length === 1 ? 0 : 1;
  return (e, y, z, out) => {
    for (let row = 0, p = 0; row < out.length; row++) {
      let sum = 0;
      let largest = 0;
      for (let q = 0; q < width; q++, p++) {
        const size = Math.abs(e[p]!);
        if (size === 0) continue;
        const a = Math.abs(y[p]!);
        const b = Math.abs(z[p]!);
        const scaled = size / (absolute[q * j]! + relative[q * i]! * Math.max(a, b));
        sum += scaled * scaled;
        if (!(scaled <= largest)) largest = scaled;
      }
      // Squares that left the range of a number: the largest element is the norm but for a factor of at most √n.
      out[row] = sum === 0 || sum === Infinity ? largest : Math.sqrt(sum / width);
    }
  };
};
