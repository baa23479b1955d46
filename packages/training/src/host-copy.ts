import { fromHost, type Tensor, type Tree, treeLeaves, treeMap } from "@nami/tensor-backend";

/** The same tree with its values on the host, independent of the device. Every leaf must have values. */
export async function hostCopy<T extends Tree<Tensor>>(tree: T): Promise<T> {
  const leaves = treeLeaves(tree);
  const values = await Promise.all(leaves.map((leaf) => leaf.data()));
  let next = 0;
  return treeMap((leaf) => fromHost(values[next++]!, leaf.shape, leaf.dtype), tree);
}
