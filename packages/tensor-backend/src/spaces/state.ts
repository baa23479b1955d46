import { ShapeError } from "@nami/errors";
import { isFloat } from "../dtype.js";
import { sameShape, showShape } from "../shape.js";
import { Tensor } from "../tensor.js";
import { flattenTree, type Tree, treeLeaves } from "../tree.js";

/** A state of a solver: a tensor, or a tree of them. */
export type State = Tree<Tensor>;

/**
 * The tensors of a state.
 *
 * @throws ShapeError for a leaf that is none
 */
export function stateLeaves(state: State): Tensor[] {
  const stray = flattenTree(state).leaves.find((leaf) => !(leaf instanceof Tensor));
  if (stray !== undefined)
    throw new ShapeError(`tensorSpace: a state is a tree of tensors, got a ${typeof stray}. Use tensor(…).`);
  return treeLeaves(state);
}

/**
 * Rows of a state: the leading axis that all leaves share, when a leaf has another axis besides; else the state is
 * one row, like a vector.
 *
 * @param choice `"leading"` or `"one"` instead of what the shapes suggest
 * @throws ShapeError for leaves that are not floats, or have leading axes of different sizes
 */
export function rowsOf(state: State, choice?: "leading" | "one"): number {
  const leaves = stateLeaves(state);
  for (const { dtype } of leaves)
    if (!isFloat(dtype))
      throw new ShapeError(`tensorSpace: a state is made of floats, got ${dtype}. Cast it.`);
  const leading = choice ? choice === "leading" : leaves.some(({ shape }) => shape.length > 1);
  const rows = leading ? leaves[0]?.shape[0] : 1;
  if (rows === undefined || (leading && leaves.some(({ shape }) => shape[0] !== rows)))
    throw new ShapeError(
      `tensorSpace: every leaf must have the rows as its leading axis, got ${leaves.map(({ shape }) => showShape(shape)).join(" and ") || "no leaf"}. Broadcast the smaller, or pass { rows: "one" }.`,
    );
  return rows;
}

/** @throws ShapeError for a derivative that is not a tree of floats shaped like the state */
export function checkSlope(slope: State, y: State): State {
  const values = flattenTree(slope).leaves;
  treeLeaves(y).forEach((leaf, i) => {
    const value = values[i];
    // What becomes of a promise, such as the error of a value read too early, is told by the error below.
    if (value instanceof Promise) value.catch(() => {});
    if (!(value instanceof Tensor && isFloat(value.dtype) && sameShape(value.shape, leaf.shape)))
      throw new ShapeError(
        `solve: the derivative must have the shapes of the state, got ${showSlope(value)} for ${showShape(leaf.shape)}. Return dy/dt shaped like y.`,
      );
  });
  return slope;
}

/** What a derivative returned in place of a float tensor of the right shape, for messages. */
function showSlope(value: unknown): string {
  if (value instanceof Tensor) return isFloat(value.dtype) ? showShape(value.shape) : value.dtype;
  if (value instanceof Promise) return "a promise";
  return value === undefined ? "nothing" : `a ${typeof value}`;
}
