import { arrayAttempt, type Evaluate } from "./array-attempt.js";
import { componentsOf, copyTo, finiteRows, scaledNorm } from "./array-kernels.js";
import type { Measure, StepAlgebra } from "./step.js";
import type { Clock, Derivative, Program, VectorSpace } from "./vector-space.js";

/** The arithmetic of arrays. */
export type ArrayAlgebra = StepAlgebra<Float64Array, Clock>;

/** What further arithmetic is made of. */
export interface ArrayParts {
  /** A buffer of this length. */
  readonly take: (length: number) => Float64Array;
  /** Gives a buffer back. */
  readonly release: (buffer: Float64Array) => void;
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
  /** Makes an attempt on many rows of attempts on fewer. */
  readonly split?: (begin: () => Program<Float64Array>, parts: ArrayParts) => Program<Float64Array>;
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
  split,
}: ArraySpaceOptions<Derivative<Float64Array, T>>): VectorSpace<Float64Array, T> & {
  readonly synchronous: true;
} => {
  /** What the loop has released, by length. */
  const free: Record<number, Float64Array[]> = {};
  const take = (length: number): Float64Array => free[length]?.pop() ?? new Float64Array(length);
  const release = (buffer: Float64Array): void => {
    const list = free[buffer.length];
    if (list) list.push(buffer);
    else free[buffer.length] = [buffer];
  };
  const parts: ArrayParts = { take, release, call: (g) => call(g as Derivative<Float64Array, T>) };
  const rowsOf = (y: Float64Array): number => (width === undefined ? 1 : y.length / width);
  /** One number a row. */
  const clockOf = (y: Float64Array): Clock => new Float64Array(rowsOf(y));
  const sum = (
    own: number,
    y: Float64Array,
    h: Clock,
    weights: readonly number[],
    slopes: readonly Float64Array[],
  ): Float64Array => {
    const out = take(y.length).fill(0);
    weights.forEach((w, j) => {
      const k = slopes[j]!;
      if (w !== 0) for (let p = 0; p < out.length; p++) out[p]! += w * k[p]!;
    });
    const size = y.length / h.length;
    for (let row = 0, p = 0; row < h.length; row++)
      for (const stop = p + size, step = h[row]!; p < stop; p++) out[p] = own * y[p]! + step * out[p]!;
    return out;
  };
  const algebra: Omit<ArrayAlgebra, "slope"> = {
    combine: (y, h, weights, slopes) => sum(1, y, h, weights, slopes),
    shift: (t, h, c) => t.map((time, row) => time + c * h[row]!),
    norm: (h, weights, slopes, y, z, { rtol, atol }) => {
      const size = y.length / rowsOf(y);
      const e = sum(0, y, h, weights, slopes);
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
    epsilon: () => Number.EPSILON,
    lift: (f, step) => {
      const { attempt } = step;
      if (attempt) {
        const begin = () => arrayAttempt(attempt, call(f), take);
        return split ? split(begin, parts) : begin();
      }
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
    release,
    draw: (y, numbers) => numbers(rowsOf(y), y.length / rowsOf(y)),
  };
};
