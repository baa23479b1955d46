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
  /** Makes an attempt on many rows of attempts on fewer. */
  readonly split?: (begin: () => Program<Float64Array>, pool: Pool) => Program<Float64Array>;
}

/** Buffers that serve again. */
export interface Pool {
  readonly take: (length: number) => Float64Array;
  readonly release: (buffer: Float64Array) => void;
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
  split,
}: ArraySpaceOptions<Derivative<Float64Array, T>>): VectorSpace<Float64Array, T> => {
  /** What the loop has released, by length. */
  const free: Record<number, Float64Array[]> = {};
  const take = (length: number): Float64Array => free[length]?.pop() ?? new Float64Array(length);
  const release = (buffer: Float64Array): void => {
    const list = free[buffer.length];
    if (list) list.push(buffer);
    else free[buffer.length] = [buffer];
  };
  const widthOf = (length: number): number => width ?? length;
  const rowsOf = (y: Float64Array): number => (width === undefined ? 1 : y.length / width);

  /** `own·y + h Σ wᵢ kᵢ`. */
  const sum = (
    own: number,
    y: Float64Array,
    h: Clock,
    weights: readonly number[],
    slopes: readonly Float64Array[],
  ): Float64Array => {
    const out = take(y.length);
    const size = widthOf(y.length);
    out.fill(0);
    weights.forEach((w, j) => {
      if (w === 0) return;
      const k = slopes[j]!;
      for (let p = 0; p < out.length; p++) out[p]! += w * k[p]!;
    });
    for (let p = 0, row = 0; p < out.length; row++) {
      const step = entry(h, row);
      for (const stop = p + size; p < stop; p++) out[p] = own * y[p]! + step * out[p]!;
    }
    return out;
  };
  const arithmetic: Omit<StepAlgebra<Float64Array, Clock>, "slope" | "apply"> = {
    combine: (y, h, weights, slopes) => sum(1, y, h, weights, slopes),
    blend: (factors, states) => {
      const out = take(states[0]!.length);
      const size = widthOf(out.length);
      out.fill(0);
      states.forEach((y, j) => {
        const factor = factors[j]!;
        if (factor.length === 1 && factor[0] === 0) return;
        for (let p = 0, row = 0; p < out.length; row++) {
          const c = entry(factor, row);
          for (const stop = p + size; p < stop; p++) out[p]! += c * y[p]!;
        }
      });
      return out;
    },
    times: (a, b) => {
      const out = take(a.length);
      for (let p = 0; p < out.length; p++) out[p] = a[p]! * b[p]!;
      return out;
    },
    shift: (t, h, c) => t.map((time, row) => time + c * h[row]!),
    norm: (h, weights, slopes, y, z, tolerance) => {
      const out = new Float64Array(rowsOf(y));
      scaledNorm(tolerance, widthOf(y.length))(sum(0, y, h, weights, slopes), y, z, out);
      return out;
    },
    select: (mask, a, b) => {
      const out = take(a.length);
      const size = widthOf(a.length);
      for (let row = 0, p = 0; row < mask.length; row++) {
        const from = mask[row] ? a : b;
        for (const stop = p + size; p < stop; p++) out[p] = from[p]!;
      }
      return out;
    },
    finite: (y) => {
      const size = widthOf(y.length);
      const flags = new Float64Array(rowsOf(y));
      for (let row = 0; row < flags.length; row++)
        flags[row] = finiteWithin(y, row * size, (row + 1) * size) ? 1 : 0;
      return flags;
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
      index.forEach((from, row) => {
        const source = from < 0 ? y : part;
        const start = (from < 0 ? row : from) * size;
        out.set(source.subarray(start, start + size), row * size);
      });
      return out;
    },
  };

  /** Calls a function of state and time on all rows. */
  const evaluator =
    (evaluate: Evaluate) =>
    (y: Float64Array, t: Clock, rows?: Clock): Float64Array => {
      const out = take(y.length);
      const count = rowsOf(y);
      // A time that all rows share, and rows that are all there, as f knows them.
      const times = t.length < count ? new Float64Array(count).fill(t[0]!) : t;
      evaluate(y, times, out, rows ?? Float64Array.from(times.keys()));
      return out;
    };

  const lift = (f: Derivative<Float64Array, T>, step: Step): Program<Float64Array> => {
    const evaluate = call(f);
    const { attempt } = step;
    if (attempt) {
      const begin = (): Program<Float64Array> => arrayAttempt(attempt, { evaluate, take, widthOf });
      return split ? split(begin, { take, release }) : begin();
    }
    const others = new Map<Measure, ReturnType<typeof evaluator>>();
    const apply = (g: Measure, y: Float64Array, t: Clock): Float64Array => {
      const known = others.get(g) ?? evaluator(call(g as Derivative<Float64Array, T>));
      others.set(g, known);
      return known(y, t);
    };
    const algebra = { ...arithmetic, slope: evaluator(evaluate), apply };
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
    release,
    draw: (y, numbers) => numbers(rowsOf(y), widthOf(y.length)),
    ...(width !== undefined && { compacts: true }),
  };
};
