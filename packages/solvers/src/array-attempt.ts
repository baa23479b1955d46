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
  let block = new Float64Array(0);
  let slopes: readonly Float64Array[] = [];
  let stage = block;
  let zero = block;
  let time: Clock = block;
  let numbers: readonly Clock[] = [];
  let norm: ScaledNorm | undefined;
  const resize = (length: number, rows: number): void => {
    n = length;
    block = new Float64Array(count * n);
    slopes = c.map((_, i) => block.subarray(i * n, (i + 1) * n));
    stage = new Float64Array(n);
    zero = new Float64Array(n);
    time = new Float64Array(rows);
    norm = tolerance && scaledNorm(tolerance, widthOf(n));
    numbers = [
      ...(output === "lean" ? [] : [new Float64Array(rows)]),
      ...(tolerance ? estimates.map(() => new Float64Array(rows)) : []),
    ];
  };

  /** `out = y + h Σ wᵢ kᵢ`. */
  const combine = (out: Float64Array, y: Float64Array, h: Clock, { weights, slopes: used }: Terms): void => {
    const k = block;
    const size = n;
    const terms = weights.length;
    let from: Float64Array = zero;
    for (let j = 0; j < terms; j += 4) {
      const a = weights[j]!;
      const b = weights[j + 1]!;
      let ka = used[j]! * size;
      let kb = used[j + 1]! * size;
      if (j + 2 < terms) {
        const d = weights[j + 2]!;
        const e = weights[j + 3]!;
        let kd = used[j + 2]! * size;
        let ke = used[j + 3]! * size;
        for (let p = 0; p < size; p++)
          out[p] = from[p]! + (a * k[ka++]! + b * k[kb++]! + (d * k[kd++]! + e * k[ke++]!));
      } else for (let p = 0; p < size; p++) out[p] = from[p]! + (a * k[ka++]! + b * k[kb++]!);
      from = out;
    }
    const width = widthOf(size);
    for (let row = 0, p = 0; p < size; row++) {
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
        norm!(stage, y!, y1, numbers[i]!);
      }
    }
    return { states, clocks: numbers };
  };
};
