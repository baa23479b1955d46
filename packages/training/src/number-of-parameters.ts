import { type Tensor, type Tree, treeLeaves } from "@nami/tensor-backend";

/**
 * How many numbers a tree of tensors holds.
 *
 * @example
 * numberOfParameters(velocityField({ dim: 2, hidden: 128 }).init(key(0))); // 33794
 */
export const numberOfParameters = (tree: Tree<Tensor>): number =>
  treeLeaves(tree).reduce((total, leaf) => total + leaf.size, 0);
