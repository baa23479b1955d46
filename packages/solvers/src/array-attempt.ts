import { finiteWithin, scaledNorm } from "./array-kernels.js";
import type { Attempt } from "./step.js";
import type { Clock, Program } from "./vector-space.js";

/** Writes the slopes at y to `out`. */
export type Evaluate = (y: Float64Array, t: Clock, out: Float64Array, rows?: Clock) => void;

/** What {@link arrayAttempt} is made of. */
interface AttemptParts {
  readonly evaluate: Evaluate;
  /** A buffer of this length, which the caller of the program will own. */
  readonly take: (length: number) => Float64Array;
  /** Numbers in a row of a state of this length. */
  readonly widthOf: (length: number) => number;
}

/** The weights of a sum over slopes that are not 0, and which slopes they belong to. */
interface Terms {
  readonly weights: Float64Array;
  readonly slopes: Int32Array;
}

const termsOf = (row: readonly number[]): Terms => {
  const slopes = Int32Array.from([...row.keys()].filter((j) => row[j] !== 0));
  return { weights: Float64Array.from(slopes, (j) => row[j]!), slopes };
};

/**
 * An attempt of a table as one tight program: all slopes lie in one block, so that each sum over them is one pass. The
 * numbers are those of the step's own formula, but for rounding.
 */
export const arrayAttempt = (
  { table, output, tolerance }: Attempt,
  { evaluate, take, widthOf }: AttemptParts,
): Program<Float64Array> => {
  const { a, b, c, error, lowerError, fsal = false } = table;
  const count = c.length;
  const stages = a.map(termsOf);
  const result = termsOf(b);
  const estimates = tolerance ? [error, lowerError].flatMap((row) => (row ? [termsOf(row)] : [])) : [];
  let length = -1;
  let block = new Float64Array(0);
  let slopes: readonly Float64Array[] = [];
  let stage = block;
  let time: Clock = block;
  let numbers: readonly Clock[] = [];
  const resize = (n: number, rows: number): void => {
    length = n;
    block = new Float64Array(count * n);
    slopes = c.map((_, i) => block.subarray(i * n, (i + 1) * n));
    stage = new Float64Array(n);
    time = new Float64Array(rows);
    numbers = [...(output === "lean" ? [] : [0]), ...estimates].map(() => new Float64Array(rows));
  };

  /** `out = y + h Σ wᵢ kᵢ`, or without the y. */
  const combine = (
    out: Float64Array,
    y: Float64Array | undefined,
    h: Clock,
    { weights, slopes: used }: Terms,
  ): void => {
    const k = block;
    const n = length;
    const width = widthOf(n);
    const terms = weights.length;
    for (let row = 0, p = 0; p < n; row++) {
      const step = h.length === 1 ? h[0]! : h[row]!;
      for (const stop = p + width; p < stop; p++) {
        let sum = 0;
        for (let j = 0; j < terms; j++) sum += weights[j]! * k[used[j]! * n + p]!;
        out[p] = y === undefined ? step * sum : y[p]! + step * sum;
      }
    }
  };

  return ([y, carried], clocks) => {
    const t = clocks[0]!;
    const h = clocks[1]!;
    const end = clocks[2]!;
    const rows = clocks[3];
    const n = y!.length;
    if (n !== length || time.length !== t.length) resize(n, t.length);
    if (carried) block.set(carried);
    else evaluate(y!, t, slopes[0]!, rows);
    const y1 = take(n);
    for (let i = 1; i < count; i++) {
      const at = fsal && i === count - 1 ? y1 : stage;
      combine(at, y!, h, stages[i]!);
      const ci = c[i]!;
      if (ci !== 1) for (let row = 0; row < t.length; row++) time[row] = t[row]! + ci * h[row]!;
      evaluate(at, ci === 1 ? end : time, slopes[i]!, rows);
    }
    if (!fsal) combine(y1, y!, h, result);
    const states = [y1];
    if (output === "all" || fsal)
      for (let i = output === "all" ? (carried ? 1 : 0) : count - 1; i < count; i++) {
        const kept = take(n);
        kept.set(slopes[i]!);
        states.push(kept);
      }
    if (output !== "lean") {
      const width = widthOf(n);
      const last = slopes[count - 1]!;
      const flags = numbers[0]!;
      for (let row = 0, p = 0; row < flags.length; row++, p += width)
        flags[row] = finiteWithin(y1, p, p + width) && (!fsal || finiteWithin(last, p, p + width)) ? 1 : 0;
      for (let i = 0; i < estimates.length; i++) {
        combine(stage, undefined, h, estimates[i]!);
        scaledNorm(stage, y!, y1, tolerance!, width, numbers[i + 1]!);
      }
    }
    return { states, clocks: numbers };
  };
};
