import { arrayAttempt, type Evaluate } from "./array-attempt.js";
import { addScaled, componentsOf, copyTo, finiteRows, scaledNorm } from "./array-kernels.js";
import type { Measure, StepAlgebra } from "./step.js";
import type { Clock, Derivative, VectorSpace } from "./vector-space.js";

/** The arithmetic of arrays. */
export type ArrayAlgebra = StepAlgebra<Float64Array, Clock>;

/** What further arithmetic is made of. */
export interface ArrayParts {
  /** A buffer of this length. */
  readonly take: (length: number) => Float64Array;
  /** One call for all rows of another function like f. */
  readonly call: (g: Measure) => Evaluate;
}

/** What an {@link arraySpace} is for. */
export interface ArraySpaceOptions<F> {
  /** Numbers in a row; left out, a state is one row. */
  readonly width?: number;
  /** Makes one call for all rows of f. */
  readonly call: (f: F) => Evaluate;
  /** Reads a measure: one number a row. */
  readonly measure: (g: Measure, y: Float64Array, t: Clock) => Clock;
  /** Arithmetic beyond that of `solve`. */
  readonly further?: (parts: ArrayParts) => Partial<ArrayAlgebra>;
}

/**
 * The space of rows that lie one behind the other in a `Float64Array`. What the loop releases serves again as the result of
 * an attempt, so that a solve allocates next to nothing after its first steps.
 *
 * @returns a space for one solve at a time
 */
export const arraySpace = <T>({
  width,
  call,
  measure,
  further,
}: ArraySpaceOptions<Derivative<Float64Array, T>>): VectorSpace<Float64Array, T> &
  Pick<ArrayParts, "take"> & { readonly synchronous: true } => {
  /** What the loop has released, by length. */
  const free: Record<number, Float64Array[]> = {};
  const take = (length: number): Float64Array => free[length]?.pop() ?? new Float64Array(length);
  const release = (buffer: Float64Array): void => {
    const { length } = buffer;
    free[length] ??= [];
    free[length].push(buffer);
  };
  const parts: ArrayParts = { take, call: (g) => call(g as Derivative<Float64Array, T>) };
  const rowsOf = (y: Float64Array): number => (width === undefined ? 1 : y.length / width);
  /** One number a row. */
  const clockOf = (y: Float64Array): Clock => new Float64Array(rowsOf(y));
  /** Adds `h Σ wᵢ kᵢ`. */
  const addSum = (
    out: Float64Array,
    h: Clock,
    weights: readonly number[],
    slopes: readonly Float64Array[],
  ) => {
    weights.forEach((w, j) => {
      addScaled(out, h, w, slopes[j]!);
    });
    return out;
  };
  const algebra: Omit<ArrayAlgebra, "slope"> = {
    combine: (y, h, weights, slopes) => addSum(copyTo(take(y.length), y), h, weights, slopes),
    shift: (t, h, c) => t.map((time, row) => time + c * h[row]!),
    norm: (h, weights, slopes, y, z, { rtol, atol }) => {
      const size = y.length / rowsOf(y);
      const e = addSum(take(y.length).fill(0), h, weights, slopes);
      return scaledNorm(clockOf(y), e, y, z, componentsOf(rtol, size), componentsOf(atol, size));
    },
    select: (mask, a, b) => {
      const out = copyTo(take(a.length), a);
      const size = a.length / mask.length;
      for (let row = 0; row < mask.length; row++)
        if (!mask[row]) for (let p = row * size, stop = p + size; p < stop; p++) out[p] = b[p]!;
      return out;
    },
    finite: (y) => finiteRows(clockOf(y), y),
    measure,
    ...further?.(parts),
  };

  return {
    synchronous: true,
    rows: rowsOf,
    epsilon: () => 2 ** -52,
    lift: (f, step) => {
      const { attempt } = step;
      if (attempt) return arrayAttempt(attempt, call(f), take);
      const evaluate = call(f);
      const complete: ArrayAlgebra = {
        slope: (y, t) => {
          const out = take(y.length);
          evaluate(y, t, out);
          return out;
        },
        // Spread last: an object that goes on after a spread gets a hidden class of its own each time.
        ...algebra,
      };
      return (inputs, clocks) => {
        const made = step(complete, inputs, clocks);
        return {
          states: made.states.map((state) => (inputs.includes(state) ? state.slice() : state)),
          clocks: made.clocks,
        };
      };
    },
    take,
    release,
    draw: (y, numbers) => numbers(rowsOf(y), y.length / rowsOf(y)),
  };
};
