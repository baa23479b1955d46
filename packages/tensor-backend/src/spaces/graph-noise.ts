import { OptionError } from "@nami/errors";
import type { Key } from "@nami/random";
import type { FloatDType } from "../dtype.js";
import { reshape, slice } from "../ops/shaping.js";
import { type BrownianDrawOptions, brownianIncrement } from "../random-tensors.js";
import type { Tensor } from "../tensor.js";
import { treeLeaves, treeMap } from "../tree.js";
import { rowsOf, type State } from "./state.js";

/** Brownian paths as `solveSde` of `@nami/solvers` takes them. */
export interface GraphNoise {
  between(
    a: number,
    b: number,
  ): { increment(s: number, t: number): { readonly w: Float64Array; readonly area: Float64Array } };
}

/** What numbers that are not known yet stand for. */
const stoodFor = new WeakMap<Float64Array, (shape: readonly number[], dtype: FloatDType) => Tensor>();

/**
 * The paths of `brownianTree(key)` inside a formula, for `solveSde` with `graphSpace`: tensors that are drawn when it is run, so
 * that inside a compiled function the key is an argument of it.
 *
 * @param key decides the paths: those that `tensorSpace` has with `brownianTree(key)`, but for rounding
 * @example
 * const end = (x: Tensor, k: Key) => solveSde(problem, x, { t0: 1, t1: 0, method, space: graphSpace(), noise: graphNoise(k) }).y;
 */
export function graphNoise(key: Key): GraphNoise {
  return Object.freeze<GraphNoise>({
    between: (a, b) => ({
      increment: (from, to) => {
        const standIn = (part: BrownianDrawOptions["part"] & string): Float64Array => {
          const numbers = new Float64Array();
          stoodFor.set(numbers, (shape, dtype) =>
            brownianIncrement(key, shape, { between: [a, b], from, to, part, dtype }),
          );
          return numbers;
        };
        return { w: standIn("increment"), area: standIn("area") };
      },
    }),
  });
}

/**
 * A state of such numbers, shaped like another.
 *
 * @throws OptionError when the numbers stand for none
 */
export function drawStoodFor<S extends State>(
  y: S,
  numbers: (rows: number, width: number) => Float64Array,
): S {
  const rows = rowsOf(y);
  const widths = treeLeaves(y).map(({ size }) => size / Math.max(1, rows));
  const width = widths.reduce((a, b) => a + b, 0);
  const make = stoodFor.get(numbers(rows, width));
  if (!make)
    throw new OptionError(
      "graphSpace: noise must be drawn when the formula runs, got numbers. Pass noise: graphNoise(key).",
    );
  const dtype = treeLeaves(y)[0]?.dtype === "float64" ? "float64" : "float32";
  if (widths.length === 1) return treeMap(({ shape }) => make(shape, dtype), y);
  const all = make([rows, width], dtype);
  let [leaf, start] = [0, 0];
  return treeMap(({ shape }) => {
    const own = widths[leaf++]!;
    const part = slice(all, [0, start], [rows, own]);
    start += own;
    return reshape(part, shape);
  }, y);
}
