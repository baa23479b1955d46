import { arrayAttempt, type Evaluate } from "./array-attempt.js";
import { entry, finiteWithin, scaledNorm } from "./array-kernels.js";
import type { Measure, Step, StepAlgebra } from "./step.js";
import type { Clock, Derivative, Program, VectorSpace } from "./vector-space.js";

/** What an {@link arraySpace} is for. */
export interface ArraySpaceOptions<F> {
  /** Numbers in a row; left out, a state is one row. */
  readonly width?: number;
  /** Makes one call for all rows of f. */
  readonly call: (f: F) => Evaluate;
  /** Reads a measure: one number a row. */
  readonly measure: (g: Measure, y: Float64Array, t: Clock, rows?: Clock) => Clock;
}

/**
 * The space of rows that lie one behind the other in a `Float64Array`. A few buffers serve a whole solve: what the loop
 * releases is used again, and f may fill the buffer that it is handed.
 *
 * @returns a space for one solve at a time
 */
export const arraySpace = <T>({
  width,
  call,
  measure,
}: ArraySpaceOptions<Derivative<Float64Array, T>>): VectorSpace<Float64Array, T> => {
  const free: Float64Array[] = [];
  const take = (length: number): Float64Array => {
    while (free.length > 0) {
      const buffer = free.pop()!;
      if (buffer.length === length) return buffer;
    }
    return new Float64Array(length);
  };
  const widthOf = (length: number): number => width ?? length;
  const rowsOf = (y: Float64Array): number => (width === undefined ? 1 : y.length / width);

  const algebraOf = (evaluate: Evaluate): StepAlgebra<Float64Array, Clock> => {
    const map = (y: Float64Array, value: (p: number, row: number) => number): Float64Array => {
      const out = take(y.length);
      const size = widthOf(y.length);
      for (let p = 0; p < y.length; p++) out[p] = value(p, width === undefined ? 0 : Math.floor(p / size));
      return out;
    };
    const sum = (
      y: Float64Array,
      h: Clock,
      weights: readonly number[],
      slopes: readonly Float64Array[],
      own: number,
    ): Float64Array => {
      const used = [...weights.keys()].filter((j) => weights[j] !== 0);
      return map(y, (p, row) => {
        let value = 0;
        for (const j of used) value += weights[j]! * slopes[j]![p]!;
        return own * y[p]! + entry(h, row) * value;
      });
    };
    return {
      slope: (y, t, rows) => {
        const out = take(y.length);
        evaluate(y, t, out, rows);
        return out;
      },
      combine: (y, h, weights, slopes) => sum(y, h, weights, slopes, 1),
      shift: (t, h, c) => t.map((time, row) => time + c * h[row]!),
      norm: (h, weights, slopes, y, z, tolerance) => {
        const out = new Float64Array(rowsOf(y));
        scaledNorm(sum(y, h, weights, slopes, 0), y, z, tolerance, widthOf(y.length), out);
        return out;
      },
      select: (mask, a, b) => map(a, (p, row) => (mask[row] ? a[p]! : b[p]!)),
      finite: (y) => {
        const size = widthOf(y.length);
        return Float64Array.from({ length: rowsOf(y) }, (_, row) =>
          finiteWithin(y, row * size, (row + 1) * size) ? 1 : 0,
        );
      },
      measure,
      take: (y, index) => {
        const size = widthOf(y.length);
        const out = take(index.length * size);
        index.forEach((from, row) => {
          out.set(y.subarray(from * size, (from + 1) * size), row * size);
        });
        return out;
      },
      put: (y, index, part) => {
        const out = take(y.length);
        const size = widthOf(y.length);
        out.set(y);
        index.forEach((to, row) => {
          if (to >= 0) out.set(part.subarray(row * size, (row + 1) * size), to * size);
        });
        return out;
      },
    };
  };

  const lift = (f: Derivative<Float64Array, T>, step: Step): Program<Float64Array> => {
    const evaluate = call(f);
    if (step.attempt) return arrayAttempt(step.attempt, { evaluate, take, widthOf });
    const algebra = algebraOf(evaluate);
    return (inputs, clocks) => {
      const { states, clocks: numbers } = step(algebra, inputs, clocks);
      return {
        states: states.map((state) => (inputs.includes(state) ? state.slice() : state)),
        clocks: numbers,
      };
    };
  };

  return {
    synchronous: true,
    rows: rowsOf,
    epsilon: () => Number.EPSILON,
    lift,
    release: (buffer) => free.push(buffer),
    ...(width !== undefined && { compacts: true }),
  };
};
