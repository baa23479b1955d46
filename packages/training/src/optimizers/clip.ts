import { OptionError } from "@nami/errors";
import {
  abs,
  add,
  div,
  max,
  maximum,
  mul,
  sqrt,
  square,
  sum,
  type Tensor,
  type Tree,
  treeLeaves,
  treeMap,
} from "@nami/tensor-backend";
import type { Optimizer } from "./optimizer.js";

/** ‖x‖ of all leaves together, as m ‖x/m‖ with the largest entry m: squares of large entries would overflow. */
function globalNorm(tree: Tree<Tensor>): Tensor {
  const leaves = treeLeaves(tree);
  const largest = leaves.map((leaf) => max(abs(leaf))).reduce((a, b) => maximum(a, b));
  const unit = maximum(largest, 2 ** -126);
  const squares = leaves.map((leaf) => sum(square(div(leaf, unit))));
  return mul(unit, sqrt(squares.reduce((a, b) => add(a, b))));
}

/**
 * A tree scaled down to a norm, where it exceeds that: g / max(1, ‖g‖ / limit).
 *
 * @param limit the largest norm
 */
export function scaleToNorm<T extends Tree<Tensor>>(tree: T, limit: number): T {
  const excess = maximum(div(globalNorm(tree), limit), 1);
  return treeMap((leaf) => div(leaf, excess), tree);
}

/** @throws OptionError unless a norm is a finite number above 0 */
export function checkNorm(caller: string, norm: number): void {
  if (Number.isFinite(norm) && norm > 0) return;
  throw new OptionError(`${caller}: norm must be a finite number above 0, got ${norm}. Pass 1.`);
}

/**
 * Limits the norm of all gradients together: g ← g / max(1, ‖g‖ / norm). For use in {@link chain}; the trainer's
 * own `clip` does the same.
 *
 * @param norm the largest norm that passes as it is, above 0
 * @throws OptionError when the norm is not a finite number above 0
 * @example
 * chain(clipByGlobalNorm(1), adam());
 * @see Pascanu et al. 2013, https://arxiv.org/abs/1211.5063, Algorithm 1
 */
export function clipByGlobalNorm(norm: number): Optimizer {
  checkNorm("clipByGlobalNorm", norm);
  return Object.freeze<Optimizer>({
    entrywise: true,
    init: () => ({}),
    update: (gradients) => [scaleToNorm(gradients, norm), {}],
  });
}
