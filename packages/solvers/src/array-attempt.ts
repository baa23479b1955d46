import { finiteWithin, type ScaledNorm, scaledNorm } from "./array-kernels.js";
import type { Attempt } from "./step.js";
import type { ButcherTable } from "./table.js";
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

/**
 * The weights of a sum over slopes that are not 0, and the numbers of those slopes, filled up to pairs: a weight of 0
 * stands with the last slope again.
 */
interface Terms {
  readonly weights: readonly number[];
  readonly slopes: readonly number[];
}

const termsOf = (row: readonly number[]): Terms => {
  const weights: number[] = [];
  const slopes: number[] = [];
  row.forEach((w, j) => {
    if (w !== 0) slopes[weights.push(w) - 1] = j;
  });
  if (weights.length % 2 > 0) slopes[weights.push(0) - 1] = slopes.at(-1)!;
  return { weights, slopes };
};

/** The sums of a table: of its stages, its result and its estimates. */
interface Sums {
  readonly stages: readonly Terms[];
  readonly result: Terms;
  readonly estimates: readonly Terms[];
}

const known = new WeakMap<ButcherTable, Sums>();

const sumsOf = (table: ButcherTable): Sums => {
  const { a, b, error, lowerError } = table;
  const sums = known.get(table) ?? {
    stages: a.map(termsOf),
    result: termsOf(b),
    estimates: [error, lowerError].flatMap((row) => (row ? [termsOf(row)] : [])),
  };
  known.set(table, sums);
  return sums;
};

const copy = (from: Float64Array, to: Float64Array): void => {
  for (let p = 0; p < to.length; p++) to[p] = from[p]!;
};

/**
 * An attempt of a table as one tight program: all slopes lie in one block, and sums over them take four at a time. The
 * numbers are those of the step's own formula, but for rounding.
 */
export const arrayAttempt = (
  { table, output, tolerance }: Attempt,
  { evaluate, take, widthOf }: AttemptParts,
): Program<Float64Array> => {
  const { c, fsal = false } = table;
  const count = c.length;
  const { stages, result, estimates } = sumsOf(table);
  let n = -1;
  /** The next multiple of 4 above n: buffers that sums go through have this length, and views of n for everyone else. */
  let stride = 0;
  let block = new Float64Array(0);
  let slopes: readonly Float64Array[] = [];
  let [start, stage, end1, zero] = [block, block, block, block];
  let [stageView, endView] = [block, block];
  let time: Clock = block;
  let numbers: readonly Clock[] = [];
  let norm: ScaledNorm | undefined;
  const resize = (length: number, rows: number): void => {
    n = length;
    stride = 4 * Math.ceil(n / 4);
    block = new Float64Array(count * stride);
    slopes = c.map((_, i) => block.subarray(i * stride, i * stride + n));
    [start, stage, end1, zero] = [0, 1, 2, 3].map(() => new Float64Array(stride)) as [
      Float64Array<ArrayBuffer>,
      Float64Array<ArrayBuffer>,
      Float64Array<ArrayBuffer>,
      Float64Array<ArrayBuffer>,
    ];
    stageView = stage.subarray(0, n);
    endView = end1.subarray(0, n);
    time = new Float64Array(rows);
    norm = tolerance && scaledNorm(tolerance, widthOf(n));
    numbers = [
      ...(output === "lean" ? [] : [new Float64Array(rows)]),
      ...(tolerance ? estimates.map(() => new Float64Array(rows)) : []),
    ];
  };

  /** `out = y + h Σ wᵢ kᵢ`, four elements and four slopes at a time. */
  const combine = (out: Float64Array, y: Float64Array, h: Clock, { weights, slopes: used }: Terms): void => {
    const k = block;
    const terms = weights.length;
    const shared = h.length === 1;
    const scale = shared ? h[0]! : 1;
    const base = shared ? y : zero;
    for (let p = 0; p < stride; p += 4) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let j = 0; j < terms; j += 4) {
        const a = weights[j]!;
        const b = weights[j + 1]!;
        const ka = used[j]! * stride + p;
        const kb = used[j + 1]! * stride + p;
        if (j + 2 < terms) {
          const d = weights[j + 2]!;
          const e = weights[j + 3]!;
          const kd = used[j + 2]! * stride + p;
          const ke = used[j + 3]! * stride + p;
          s0 += a * k[ka]! + b * k[kb]! + (d * k[kd]! + e * k[ke]!);
          s1 += a * k[ka + 1]! + b * k[kb + 1]! + (d * k[kd + 1]! + e * k[ke + 1]!);
          s2 += a * k[ka + 2]! + b * k[kb + 2]! + (d * k[kd + 2]! + e * k[ke + 2]!);
          s3 += a * k[ka + 3]! + b * k[kb + 3]! + (d * k[kd + 3]! + e * k[ke + 3]!);
        } else {
          s0 += a * k[ka]! + b * k[kb]!;
          s1 += a * k[ka + 1]! + b * k[kb + 1]!;
          s2 += a * k[ka + 2]! + b * k[kb + 2]!;
          s3 += a * k[ka + 3]! + b * k[kb + 3]!;
        }
      }
      out[p] = base[p]! + scale * s0;
      out[p + 1] = base[p + 1]! + scale * s1;
      out[p + 2] = base[p + 2]! + scale * s2;
      out[p + 3] = base[p + 3]! + scale * s3;
    }
    if (shared) return;
    const width = widthOf(n);
    for (let row = 0, p = 0; p < n; row++) {
      const step = h[row]!;
      for (const stop = p + width; p < stop; p++) out[p] = y[p]! + step * out[p]!;
    }
  };

  return ([y, carried], clocks) => {
    const t = clocks[0]!;
    const h = clocks[1]!;
    const end = clocks[2]!;
    const rows = clocks[3];
    if (y!.length !== n || time.length !== t.length) resize(y!.length, t.length);
    if (carried) copy(carried, slopes[0]!);
    else evaluate(y!, t, slopes[0]!, rows);
    start.set(y!);
    for (let i = 1; i < count; i++) {
      const last = fsal && i === count - 1;
      combine(last ? end1 : stage, start, h, stages[i]!);
      const ci = c[i]!;
      if (ci !== 1) for (let row = 0; row < t.length; row++) time[row] = t[row]! + ci * h[row]!;
      evaluate(last ? endView : stageView, ci === 1 ? end : time, slopes[i]!, rows);
    }
    if (!fsal) combine(end1, start, h, result);
    const y1 = take(n);
    copy(end1, y1);
    const states = [y1];
    if (output === "all" || fsal)
      for (let i = output === "all" ? (carried ? 1 : 0) : count - 1; i < count; i++) {
        const kept = take(n);
        copy(slopes[i]!, kept);
        states.push(kept);
      }
    if (output !== "lean") {
      const width = widthOf(n);
      const last = slopes[count - 1]!;
      const flags = numbers[0]!;
      for (let row = 0, p = 0; row < flags.length; row++, p += width)
        flags[row] = finiteWithin(y1, p, p + width) && (!fsal || finiteWithin(last, p, p + width)) ? 1 : 0;
      for (let i = 1; i < numbers.length; i++) {
        combine(stage, zero, h, estimates[i - 1]!);
        norm!(stageView, y!, y1, numbers[i]!);
      }
    }
    return { states, clocks: numbers };
  };
};
