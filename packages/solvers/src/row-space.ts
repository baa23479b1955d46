import { OptionError } from "@nami/errors";
import { arraySpace, type Pool } from "./array-space.js";
import { requireCount } from "./check.js";
import { receive } from "./plain-space.js";
import type { Clock, Program, StepOutput, VectorSpace } from "./vector-space.js";

/**
 * A derivative of many rows at once (some or all of those that run), `dy/dt = f(y, t)`.
 *
 * @param y the rows one behind the other; not to be changed, nor kept after the call
 * @param t the time of each row
 * @param out a buffer like y, to be filled and returned
 * @param rows which row of y0 each row of y is: rows that have ended are no longer asked for
 */
export type RowsDerivative = (
  y: Float64Array,
  t: Float64Array,
  out: Float64Array,
  rows: Float64Array,
) => Float64Array;

/** A {@link Measure} as rows see it. */
type RowsMeasure = (y: Float64Array, t: Clock, rows: Clock) => unknown;

/** A space of rows, for solves that answer at once. */
export type RowSpace = VectorSpace<Float64Array, Float64Array> & { readonly synchronous: true };

/** Options of {@link rowSpace}. */
export interface RowSpaceOptions {
  /** Numbers in a row; a whole number of at least 1. */
  readonly width: number;
}

/** Numbers that an attempt works on at a time: with its slopes they stay in a core's cache. */
const portion = 1024;

/** An attempt that goes through its rows in portions. */
const inPortions = (
  begin: () => Program<Float64Array>,
  { take, release }: Pool,
  width: number,
): Program<Float64Array> => {
  const most = Math.max(1, Math.floor(portion / width));
  const [whole, rest] = [begin(), begin()];
  let read: Clock[] = [];
  return (states, clocks) => {
    const rows = clocks[0]!.length;
    if (rows <= most) return rest(states, clocks);
    const made: Float64Array[] = [];
    if (read[0]?.length !== rows) read = [];
    for (let from = 0; from < rows; from += most) {
      const to = Math.min(rows, from + most);
      const part = (to - from === most ? whole : rest)(
        states.map((state) => state.subarray(from * width, to * width)),
        clocks.map((clock) => clock.subarray(from, to)),
      ) as StepOutput<Float64Array>;
      part.states.forEach((state, i) => {
        made[i] ??= take(rows * width);
        made[i].set(state, from * width);
        release(state);
      });
      part.clocks.forEach((clock, i) => {
        read[i] ??= new Float64Array(rows);
        read[i].set(clock, from);
      });
    }
    return { states: made, clocks: read };
  };
};

/**
 * Many independent problems of one kind in a single `Float64Array`, solved side by side: each row has its own time, step
 * and status, and rows that have ended leave the work to the others.
 *
 * f is called for some hundred rows at a time, so that a loop over them runs in it and their numbers stay in the
 * cache. That is several times faster than as many solves.
 *
 * @throws OptionError when `width` is not a whole number of at least 1 or, from the solve, does not divide y0
 * @example Ten thousand pendulums of different lengths:
 * const f: RowsDerivative = (y, t, out, rows) => {
 *   for (let i = 0; i < rows.length; i++) {
 *     out[2 * i] = y[2 * i + 1]!;
 *     out[2 * i + 1] = (-9.81 / lengths[rows[i]!]!) * Math.sin(y[2 * i]!);
 *   }
 *   return out;
 * };
 * solve(f, y0, { t0: 0, t1: 10, method: dopri5({ rtol: 1e-6, atol: 1e-6 }), space: rowSpace({ width: 2 }) }).rows.status
 */
export const rowSpace = ({ width }: RowSpaceOptions): RowSpace => {
  requireCount("rowSpace", "width", width);
  const space = arraySpace<Float64Array>({
    width,
    call: (f: RowsDerivative) => (y, t, out, rows) => receive(f(y, t, out, rows!), out),
    measure: (g, y, t, rows) => {
      const values = (g as RowsMeasure)(y, t, rows!) as ArrayLike<number>;
      return Float64Array.from(values);
    },
    split: (begin, pool) => inPortions(begin, pool, width),
  });
  return Object.freeze({
    ...space,
    synchronous: true as const,
    rows: (y: Float64Array): number => {
      if (!(y instanceof Float64Array) || y.length % width !== 0)
        throw new OptionError(
          `rowSpace: y0 must be a Float64Array of whole rows (${width}), got ${y?.length} numbers. Pass one row behind the other.`,
        );
      return y.length / width;
    },
  });
};
