import { componentsOf, copyTo, finiteRows, scaledNorm, spreadTo, sumUp } from "./array-kernels.js";
import type { Attempt } from "./step.js";
import type { Clock, Program } from "./vector-space.js";

/** Writes the slopes at y to `out`. */
export type Evaluate = (y: Float64Array, t: Clock, out: Float64Array) => void;

/**
 * An attempt of a table as one tight program that allocates nothing but its results.
 *
 * @param take a buffer of this length, which the caller of the program will own
 */
export const arrayAttempt = (
  { rows, times, count, last, carries, dense, estimates, tolerance }: Attempt,
  evaluate: Evaluate,
  take: (length: number) => Float64Array,
): Program<Float64Array> => {
  let work: ReturnType<typeof resized> | undefined;
  /** Buffers for so many numbers in so many rows; those that `sumUp` works on have their lengths rounded up. */
  const resized = (n: number, rowCount: number) => {
    const stride = 4 * Math.ceil(n / 4);
    const buffer = (length: number): Float64Array => new Float64Array(length);
    const [block, sum] = [buffer(count * stride), buffer(stride)];
    return {
      /** Slopes, one behind the other, and views of each. */
      block,
      slopes: Array.from({ length: count }, (_, i) => block.subarray(i * stride, i * stride + n)),
      start: buffer(stride),
      steps: buffer(stride),
      sum,
      stage: sum.subarray(0, n),
      time: buffer(rowCount),
      numbers: Array.from([0, ...estimates], () => buffer(rowCount)),
      bounds: tolerance && [tolerance.rtol, tolerance.atol].map((each) => componentsOf(each, n / rowCount)),
    };
  };

  return (states, clocks) => {
    const y = states[0]!;
    const carried = states[1];
    const t = clocks[0]!;
    const h = clocks[1]!;
    const end = clocks[2]!;
    const n = y.length;
    if (work?.stage.length !== n || work.time.length !== t.length) work = resized(n, t.length);
    // In variables of this call, since an engine reads those outside anew after each call of f.
    const { block, slopes, start, steps, sum, stage, time, numbers, bounds } = work;
    copyTo(start, y);
    spreadTo(steps, h, n);
    const y1 = take(n);
    if (carried) copyTo(slopes[0]!, carried);
    else evaluate(y, t, slopes[0]!);
    for (let i = 1; i < count || i <= last; i++) {
      sumUp(sum, 1, start, steps, rows[i]!, block);
      if (i === last) copyTo(y1, stage);
      if (i >= count) break;
      const c = times[i]!;
      if (c !== 1) for (let row = 0; row < t.length; row++) time[row] = t[row]! + c * h[row]!;
      evaluate(stage, c === 1 ? end : time, slopes[i]!);
    }
    const made = [y1];
    if (dense) for (const slope of slopes.slice(carried ? 1 : 0)) made.push(copyTo(take(n), slope));
    else if (carries) made.push(copyTo(take(n), slopes[last]!));
    finiteRows(numbers[0]!, y1, carries ? slopes[last]! : y1);
    for (let i = 1; i < numbers.length; i++) {
      sumUp(sum, 0, start, steps, estimates[i - 1]!, block);
      scaledNorm(numbers[i]!, stage, y, y1, bounds![0]!, bounds![1]!);
    }
    return { states: made, clocks: numbers };
  };
};
