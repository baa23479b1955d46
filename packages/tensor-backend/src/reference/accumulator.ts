import type { TypedArray } from "../dtype.js";
import type { Operand } from "./kernel.js";

/** Compensated sums: each true sum is close to `sums[i] + errors[i]`, where the errors collect what rounding lost. */
export interface Accumulator {
  readonly sums: Float64Array;
  readonly errors: Float64Array;
}

/** `length` sums of nothing: zeros. */
export function accumulator(length: number): Accumulator {
  return { sums: new Float64Array(length), errors: new Float64Array(length) };
}

/**
 * Adds `length` numbers, in steps of `by` from `values[from]`, to the sums in steps of `step` from `sums[at]`; with
 * step 0 all go to one sum.
 *
 * Each addition is the exact two-sum, so that the error of a sum is about one rounding of the result plus n²ε² of
 * the sum of magnitudes.
 *
 * @see D. E. Knuth, The Art of Computer Programming 2, §4.2.2, theorem B; T. Ogita, S. M. Rump, S. Oishi (2005),
 * "Accurate sum and dot product", algorithm 4.4 (Sum2)
 */
export function accumulateRow(
  { sums, errors }: Accumulator,
  at: number,
  step: number,
  values: TypedArray,
  from: number,
  by: number,
  length: number,
): void {
  if (step === 0) {
    let sum = sums[at]!;
    let error = errors[at]!;
    for (let n = 0, i = from; n < length; n++, i += by) {
      const x = values[i]!;
      const next = sum + x;
      const added = next - sum;
      error += sum - (next - added) + (x - added);
      sum = next;
    }
    sums[at] = sum;
    errors[at] = error;
    return;
  }
  for (let n = 0, i = from, o = at; n < length; n++, i += by, o += step) {
    const x = values[i]!;
    const sum = sums[o]!;
    const next = sum + x;
    const added = next - sum;
    errors[o]! += sum - (next - added) + (x - added);
    sums[o] = next;
  }
}

/**
 * The sum, rounded once.
 *
 * An infinite sum has an error of NaN: then the plain sum is the answer, ±∞ or NaN. For integers both parts are
 * exact, and so are their low 32 bits.
 */
export function rounded(sum: number, error: number, integer: boolean): number {
  if (integer) return (sum | 0) + (error | 0);
  return Number.isNaN(error) ? sum : sum + error;
}

/** Stores the sums into an output of the same length; in bool, whether they are not 0. */
export function storeSums({ sums, errors }: Accumulator, { values, dtype }: Operand): void {
  const integer = dtype === "int32";
  for (let i = 0; i < values.length; i++) values[i] = rounded(sums[i]!, errors[i]!, integer);
  if (dtype === "bool") for (let i = 0; i < values.length; i++) values[i] = sums[i] !== 0 ? 1 : 0;
}
