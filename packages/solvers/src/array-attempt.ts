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
  { rows, times, count, last, carries, checked, dense, estimates, tolerance }: Attempt,
  evaluate: Evaluate,
  take: (length: number) => Float64Array,
): Program<Float64Array> => {
  let n = -1;
  /** Slopes, one behind the other, and views of each: lengths are rounded up for `sumUp`. */
  let block: Float64Array;
  let slopes: readonly Float64Array[];
  let start: Float64Array;
  let steps: Float64Array;
  let sum: Float64Array;
  let stage: Float64Array;
  let time: Clock;
  let numbers: readonly Clock[] = [];
  let [rtol, atol]: Float64Array[] = [];
  const resize = (rowCount: number): void => {
    const stride = 4 * Math.ceil(n / 4);
    block = new Float64Array(count * stride);
    slopes = Array.from({ length: count }, (_, i) => block.subarray(i * stride, i * stride + n));
    start = new Float64Array(stride);
    steps = new Float64Array(stride);
    sum = new Float64Array(stride);
    stage = sum.subarray(0, n);
    time = new Float64Array(rowCount);
    if (tolerance)
      [rtol, atol] = [tolerance.rtol, tolerance.atol].map((each) => componentsOf(each, n / rowCount));
    if (checked) numbers = Array.from([time, ...estimates], () => new Float64Array(rowCount));
  };

  return (states, clocks) => {
    const y = states[0]!;
    const carried = states[1];
    const t = clocks[0]!;
    const h = clocks[1]!;
    const end = clocks[2]!;
    if (y.length !== n || t.length !== time.length) {
      n = y.length;
      resize(t.length);
    }
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
    if (checked) {
      finiteRows(numbers[0]!, y1, carries ? slopes[last]! : y1);
      for (let i = 1; i < numbers.length; i++) {
        sumUp(sum, 0, start, steps, estimates[i - 1]!, block);
        scaledNorm(numbers[i]!, stage, y, y1, rtol!, atol!);
      }
    }
    return { states: made, clocks: numbers };
  };
};
