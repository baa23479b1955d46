import { blending, multiplying } from "./array-further.js";
import { arraySpace } from "./array-space.js";
import { requireCount, requireThat } from "./check.js";
import { receive } from "./plain-space.js";
import type { Clock, StepOutput, VectorSpace } from "./vector-space.js";

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

/** A space of rows, for solves that answer at once. */
export type RowSpace = VectorSpace<Float64Array, Float64Array> & { readonly synchronous: true };

/** Options of {@link rowSpace}. */
export interface RowSpaceOptions {
  /** Numbers in a row; a whole number of at least 1. */
  readonly width: number;
}

/** Numbers that an attempt works on at a time: with its slopes they stay in a core's cache. */
const portion = 1024;

/** Whether rows lie one behind the other. */
const adjacent = (index: Clock): boolean => index[index.length - 1]! - index[0]! === index.length - 1;

/** Some rows of `values`, `size` numbers each, one behind the other; in `buffer` where they are apart. */
const pick = (values: Float64Array, index: Clock, size: number, buffer: Float64Array): Float64Array => {
  if (adjacent(index)) return values.subarray(index[0]! * size, (index[0]! + index.length) * size);
  for (let i = 0, p = 0; i < index.length; i++)
    for (let q = (index[i]! * size) | 0, stop = q + size; q < stop; q++) buffer[p++] = values[q]!;
  return buffer.subarray(0, index.length * size);
};

/** The opposite: puts the rows of `part` in their places. */
const place = (part: Float64Array, index: Clock, size: number, out: Float64Array): void => {
  if (adjacent(index)) out.set(part, index[0]! * size);
  else
    for (let i = 0, p = 0; i < index.length; i++)
      for (let q = (index[i]! * size) | 0, stop = q + size; q < stop; q++) out[q] = part[p++]!;
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
 * solve(f, y0, { t0: 0, t1: 10, method: dopri5({ rtol: 1e-6, atol: 1e-6 }), space: rowSpace({ width: 2 }) }).rows!.status
 */
export const rowSpace = ({ width }: RowSpaceOptions): RowSpace => {
  requireCount("rowSpace", "width", width);
  const most = Math.max(1, Math.floor(portion / width));
  /** Which rows those of the program that runs are, and the numbers of all of them. */
  let rows: Clock = new Float64Array();
  let all: Clock = rows;
  const { take, ...space } = arraySpace<Float64Array>({
    width,
    call: (f: RowsDerivative) => (y, t, out) => {
      const own = rows;
      const times = t.length < own.length ? new Float64Array(own.length).fill(t[0]!) : t;
      receive(f(y, times, out, own), out);
      // f may have solved in this space itself.
      rows = own;
    },
    measure: (g, y, t) => {
      const own = rows;
      const values = g(y, t, own) as ArrayLike<number>;
      rows = own;
      requireThat(
        values?.length === t.length,
        "event: g must return a number a row",
        values,
        "Return one each.",
      );
      return Float64Array.from(values);
    },
    further: (parts) => ({ ...blending(parts), ...multiplying(parts) }),
  });

  return Object.freeze({
    ...space,
    lift: (f, step) => {
      const whole = space.lift(f, step);
      if (!step.attempt)
        return (states, clocks) => {
          const length = states[0]!.length / width;
          if (all.length !== length) all = new Float64Array(length).map((_, row) => row);
          rows = all;
          return whole(states, clocks);
        };
      /** For the last portion, which is shorter: a program keeps buffers of one length. */
      const rest = space.lift(f, step);
      let running: Clock = new Float64Array();
      let read: Clock[] = [];
      const pieces: Float64Array[] = [];
      return (states, clocks) => {
        const h = clocks[1]!;
        if (running.length !== h.length) [running, read] = [new Float64Array(h.length), []];
        let count = 0;
        for (let row = 0; row < h.length; row++) if (h[row] !== 0) running[count++] = row;
        const made: Float64Array[] = [];
        for (let from = 0; from < count; from += most) {
          const own = running.subarray(from, Math.min(count, from + most));
          rows = own;
          const picked = [...states, ...clocks].map((each, i) => {
            pieces[i] ??= new Float64Array(portion);
            return pick(each, own, i < states.length ? width : 1, pieces[i]);
          });
          const part = (own.length === most ? whole : rest)(
            picked.slice(0, states.length),
            picked.slice(states.length),
          ) as StepOutput<Float64Array>;
          part.states.forEach((state, i) => {
            made[i] ??= take(h.length * width);
            place(state, own, width, made[i]);
            space.release(state);
          });
          part.clocks.forEach((clock, i) => {
            read[i] ??= new Float64Array(h.length);
            place(clock, own, 1, read[i]);
          });
        }
        return { states: made, clocks: read };
      };
    },
    rows: (y) => {
      requireThat(
        y instanceof Float64Array && y.length % width === 0,
        `rowSpace: y0 must be a Float64Array of whole rows (${width})`,
        `${y?.length} numbers`,
        "Pass one row behind the other.",
      );
      return y.length / width;
    },
  } satisfies RowSpace);
};
