import { ShapeError } from "@nami/errors";
import type { DType } from "../dtype.js";
import {
  abs,
  add,
  cast,
  div,
  equal,
  isFinite,
  less,
  maximum,
  mul,
  notEqual,
  sqrt,
  square,
  where,
} from "../ops/elementwise.js";
import { gather } from "../ops/indexing.js";
import { min, sum } from "../ops/reduction.js";
import { broadcastTo, reshape } from "../ops/shaping.js";
import { showShape, sizeOf } from "../shape.js";
import { fromHost, Tensor } from "../tensor.js";
import { treeLeaves, treeMap } from "../tree.js";
import { checkSlope, type State } from "./state.js";

/** One number a row, or one that all rows share. */
type Clock = Tensor | number;

interface Tolerance {
  readonly rtol: number | ArrayLike<number>;
  readonly atol: number | ArrayLike<number>;
}

/** A function of state and time: the measure of an event, or a diffusion. */
type Measure = (y: unknown, t: unknown, rows?: unknown) => unknown;

/** The arithmetic of solver steps on trees of tensors, in operations that compute nothing. */
export interface TensorStepAlgebra {
  slope(y: State, t: Clock): State;
  combine(y: State, h: Clock, weights: readonly number[], slopes: readonly State[]): State;
  blend(factors: readonly Clock[], states: readonly State[]): State;
  apply(g: Measure, y: State, t: Clock): State;
  times(a: State, b: State): State;
  shift(t: Clock, h: Clock, c: number): Clock;
  norm(
    h: Clock,
    weights: readonly number[],
    slopes: readonly State[],
    y: State,
    z: State,
    tolerance: Tolerance,
  ): Clock;
  select(mask: Clock, a: State, b: State): State;
  finite(y: State): Clock;
  measure(g: Measure, y: State, t: Clock): Clock;
}

/**
 * The arithmetic in which steps of `@nami/solvers` are written (its `StepAlgebra`), on trees of tensors.
 *
 * @param f the derivative
 * @param rows number of rows with clocks of their own: the leading axis of every leaf; 1 for a state as a whole
 * @param places which rows of the start these are, where some have left
 */
export function stepAlgebra(
  f: (y: State, t: Clock, places: Tensor | undefined) => State,
  rows: number,
  places?: Tensor,
): TensorStepAlgebra {
  /** A clock beside the values of a leaf: one number along its rows. */
  const along = (clock: Clock, leaf: Tensor): Clock =>
    typeof clock === "number" || clock.shape.length === 0
      ? clock
      : reshape(clock, [
          rows === 1 ? 1 : clock.shape[0]!,
          ...new Array<number>(Math.max(0, leaf.shape.length - 1)).fill(1),
        ]);

  /** Time as the derivative sees it: a scalar for one row, else `[rows, 1, …]`, which broadcasts with the largest leaf. */
  const timeOf = (y: State, t: Clock): Clock => {
    if (typeof t === "number") return t;
    if (rows === 1) return reshape(t, []);
    const rank = Math.max(...treeLeaves(y).map(({ shape }) => shape.length));
    const shape = [rows, ...new Array<number>(rank - 1).fill(1)];
    return t.shape.length ? reshape(t, shape) : broadcastTo(t, shape);
  };

  /** Σᵢ h wᵢ kᵢ of one leaf; undefined when every weight is 0. */
  const increment = (h: Clock, weights: readonly number[], slopes: readonly Tensor[]): Tensor | undefined => {
    const terms = weights.flatMap((weight, i) => {
      if (weight === 0) return [];
      const slope = slopes[i]!;
      return [mul(slope, weight === 1 ? along(h, slope) : times(along(h, slope), weight))];
    });
    return terms.length ? terms.reduce(add) : undefined;
  };

  /** The axes of a leaf that belong to one row. */
  const within = (leaf: Tensor): number[] => [...leaf.shape.keys()].slice(rows === 1 ? 0 : 1);
  const perRow = (x: Tensor): Tensor => reshape(x, [rows]);

  return {
    slope: (y, t) => checkSlope(f(y, timeOf(y, t), places), y),
    combine: (y, h, weights, slopes) =>
      treeMap(
        (leaf, ...others) => {
          const change = increment(h, weights, others);
          return change ? add(leaf, change) : leaf;
        },
        y,
        ...present(weights, slopes),
      ),
    blend: (factors, states) =>
      treeMap(
        (...leaves: Tensor[]) =>
          leaves.map((leaf, i) => mul(leaf, along(factors[i]!, leaf))).reduce((sum, term) => add(sum, term)),
        states[0]!,
        ...states.slice(1),
      ),
    apply: (g, y, t) => checkSlope(g(y, timeOf(y, t)) as State, y),
    times: (a, b) => treeMap((x, z) => mul(x, z), a, b),
    shift: (t, h, c) => (typeof t === "number" && typeof h === "number" ? t + c * h : add(t, times(h, c))),
    norm: (h, weights, slopes, y, z, { rtol, atol }) => {
      const kept = present(weights, slopes).map(treeLeaves);
      const others = treeLeaves(z);
      let elements = 0;
      const sums = treeLeaves(y).map((leaf, i) => {
        const error =
          increment(
            h,
            weights,
            kept.map((slope) => slope[i]!),
          ) ?? mul(leaf, 0);
        const each = (tolerance: number | ArrayLike<number>): Tensor | number =>
          typeof tolerance === "number" ? tolerance : components(tolerance, leaf, rows);
        const scale = add(each(atol), mul(each(rtol), maximum(abs(leaf), abs(others[i]!))));
        const none = equal(error, 0);
        const quotient = where(none, 0, div(error, where(none, 1, scale)));
        elements += sizeOf(leaf.shape) / rows;
        return perRow(sum(square(quotient), { axis: within(leaf) }));
      });
      return elements === 0 ? broadcastTo(0, [rows]) : sqrt(div(sums.reduce(add), elements));
    },
    select: (mask, a, b) =>
      treeMap(
        (x, y) => {
          const chosen = along(mask, x);
          return typeof chosen === "number" ? (chosen ? x : y) : where(notEqual(chosen, 0), x, y);
        },
        a,
        b,
      ),
    finite: (y) => {
      const flags = treeLeaves(y).map((leaf) =>
        perRow(
          leaf.size === 0
            ? broadcastTo(1, [rows])
            : min(cast(isFinite(leaf), leaf.dtype), { axis: within(leaf) }),
        ),
      );
      return flags.reduce(mul);
    },
    measure: (g, y, t) => {
      const value = g(y, timeOf(y, t), places);
      if (value instanceof Tensor && value.size === rows) return perRow(value);
      throw new ShapeError(
        `solve: an event must measure one number a row (${rows}), got ${value instanceof Tensor ? showShape(value.shape) : typeof value}. Reduce it to shape [${rows}].`,
      );
    },
  };
}

/** Some rows of a state. */
export function takeRows(y: State, places: Tensor): State {
  return treeMap((leaf) => gather(leaf, places), y);
}

/** A state with rows of `part` in place of its own, where `index` says which; its own where that is below 0. */
export function putRows(y: State, index: Tensor, part: State): State {
  return treeMap(
    (leaf, other) => {
      const along = reshape(index, [index.shape[0]!, ...leaf.shape.slice(1).map(() => 1)]);
      return where(less(along, 0), leaf, gather(other, maximum(index, 0)));
    },
    y,
    part,
  );
}

/** A tolerance for each component of a row, beside the values of a leaf. */
function components(tolerance: ArrayLike<number>, leaf: Tensor, rows: number): Tensor {
  const shape = rows === 1 ? leaf.shape : [1, ...leaf.shape.slice(1)];
  if (tolerance.length !== sizeOf(shape))
    throw new ShapeError(
      `solve: rtol and atol must be numbers or have the components of a row (${sizeOf(shape)}), got ${tolerance.length} of them. Pass one for each.`,
    );
  return fromHost(floatsOf(leaf.dtype, tolerance), shape, leaf.dtype);
}

function floatsOf(dtype: DType, values: ArrayLike<number>): Float32Array | Float64Array {
  return dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values);
}

function times(h: Clock, factor: number): Clock {
  return typeof h === "number" ? h * factor : mul(h, factor);
}

/** As many slopes as weights; where a weight is 0 the slope may be missing, and any state stands in. */
function present(weights: readonly number[], slopes: readonly State[]): State[] {
  const some = slopes.find((slope, i) => weights[i] !== 0 && slope !== undefined);
  return some === undefined ? [] : weights.map((weight, i) => (weight === 0 ? some : slopes[i]!));
}
