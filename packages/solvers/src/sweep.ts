import { ShapeError } from "@nami/errors";
import { show } from "./check.js";
import type { ButcherTable } from "./table.js";
import type { Derivative, Program } from "./vector-space.js";

/** A state on the host with one row: plain or typed numbers. */
export type Vector = number[] | Float64Array;

/** Another vector of the same kind and length. */
export const copyOf = <V extends Vector>(like: V): V => like.slice() as V;

/** Whether no element is NaN or infinite (0 times either is NaN). */
export const isFiniteVector = (y: Vector): boolean => {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += 0 * y[i]!;
  return sum === 0;
};

/**
 * `out = f(y, t)`, whether f filled `out` or returned an array of its own.
 *
 * @throws ShapeError when f returned anything else
 */
export const evaluate = <V extends Vector>(f: Derivative<V>, y: V, t: number, out: V): void => {
  const slope = f(y, t, out);
  if (slope === out) return;
  for (let i = 0; i < y.length; i++) {
    const element: unknown = slope?.[i];
    if (typeof element !== "number" || slope.length !== y.length)
      throw new ShapeError(
        `solve: f must return numbers as y0 has them (${y.length}), got ${show(slope?.length === y.length ? element : slope)}. Return an array of numbers, or the third argument.`,
      );
    out[i] = element;
  }
};

/** `out = y + h Σ wᵢ kᵢ` over the first `count` weights, at least one; two slopes a pass. */
export const accumulate = (
  out: Vector,
  y: Vector,
  h: number,
  weights: readonly number[],
  slopes: readonly Vector[],
  count: number,
): void => {
  const n = y.length;
  let from = y;
  for (let j = 0; j < count; j += 2) {
    const a = h * weights[j]!;
    const p = slopes[j]!;
    if (j + 1 < count) {
      const b = h * weights[j + 1]!;
      const q = slopes[j + 1]!;
      for (let i = 0; i < n; i++) out[i] = from[i]! + (a * p[i]! + b * q[i]!);
    } else for (let i = 0; i < n; i++) out[i] = from[i]! + a * p[i]!;
    from = out;
  }
};

/**
 * All even steps of a table in one tight loop over fixed buffers: the plain space's {@link VectorSpace.sweep}.
 *
 * @param like says length and kind of the state
 */
export const sweepOf = <V extends Vector>(
  f: Derivative<V>,
  { a, b, c }: ButcherTable,
  like: V,
): Program<V> => {
  const k = c.map(() => copyOf(like));
  const stages = [...a, b].map((weights) => ({
    weights: weights.filter((w) => w !== 0),
    slopes: k.filter((_, j) => weights[j]),
  }));
  const stage = copyOf(like);
  return ([start], [interval]) => {
    const t0 = interval![0]!;
    const t1 = interval![1]!;
    const steps = interval![2]!;
    const y = copyOf(start!);
    let t = t0;
    let begun = 0;
    let sound = isFiniteVector(y);
    while (sound && begun < steps) {
      const end = ++begun === steps ? t1 : t0 + (t1 - t0) * (begun / steps);
      const h = end - t;
      for (let i = 0; i < c.length; i++) {
        const { weights, slopes } = stages[i]!;
        if (i > 0) accumulate(stage, y, h, weights, slopes, weights.length);
        evaluate(f, i > 0 ? stage : y, c[i] === 1 ? end : t + c[i]! * h, k[i]!);
      }
      const { weights, slopes } = stages[c.length]!;
      accumulate(y, y, h, weights, slopes, weights.length);
      sound = h !== 0 && isFiniteVector(y);
      t = end;
    }
    return { states: [y], clocks: [Float64Array.of(begun), Float64Array.of(sound ? 1 : 0)] };
  };
};
