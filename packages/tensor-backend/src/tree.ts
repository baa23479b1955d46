import { OptionError } from "@nami/errors";
import { Tensor } from "./tensor.js";

/** Nested records and arrays with leaves of one kind: parameters, solver states, batches. */
export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [key: string]: Tree<Leaf> };

/** Leaves in order (record keys sorted), and how to put others in their place. */
export interface Flattened {
  readonly leaves: readonly unknown[];
  /** Equal for trees of one structure. */
  readonly structure: string;
  /** The same tree with other leaves. */
  rebuild(leaves: readonly unknown[]): unknown;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Takes a tree apart. What is neither an array nor a plain record is a leaf.
 *
 * @param isLeaf further values to leave whole
 */
export function flattenTree(tree: unknown, isLeaf: (value: unknown) => boolean = () => false): Flattened {
  const leaves: unknown[] = [];
  const walk = (node: unknown): { structure: string; rebuild: (next: () => unknown) => unknown } => {
    if (!isLeaf(node) && Array.isArray(node)) {
      const parts = node.map(walk);
      return {
        structure: `[${parts.map((part) => part.structure).join()}]`,
        rebuild: (next) => parts.map((part) => part.rebuild(next)),
      };
    }
    if (!isLeaf(node) && isRecord(node)) {
      const parts = Object.keys(node)
        .sort()
        .map((key) => ({ key, ...walk(node[key]) }));
      return {
        structure: `{${parts.map((part) => `${JSON.stringify(part.key)}:${part.structure}`).join()}}`,
        rebuild: (next) => Object.fromEntries(parts.map((part) => [part.key, part.rebuild(next)])),
      };
    }
    leaves.push(node);
    return { structure: "*", rebuild: (next) => next() };
  };
  const { structure, rebuild } = walk(tree);
  return {
    leaves,
    structure,
    rebuild: (others) => {
      let index = 0;
      return rebuild(() => others[index++]);
    },
  };
}

/**
 * The leaves of a tree of tensors, in the order of sorted keys.
 *
 * @throws OptionError when a leaf is not a tensor
 */
export function treeLeaves(tree: Tree<Tensor>): Tensor[] {
  return flattenTree(tree).leaves.map((leaf) => checkTensor("treeLeaves", leaf));
}

/**
 * A tree of the same structure with `fn` applied to each leaf, and to the leaves at its place in further trees.
 *
 * @throws OptionError when the trees differ in structure
 * @example treeMap(add, params, updates)
 */
export function treeMap<T extends Tree<Tensor>>(
  fn: (leaf: Tensor, ...others: Tensor[]) => Tensor,
  tree: T,
  ...others: readonly Tree<Tensor>[]
): T {
  const first = flattenTree(tree);
  const rest = others.map((other) => flattenTree(other));
  for (const other of rest)
    if (other.structure !== first.structure)
      throw new OptionError(
        `treeMap: trees must have one structure, got ${first.structure} and ${other.structure}. Compare their keys.`,
      );
  return first.rebuild(
    first.leaves.map((leaf, i) =>
      fn(checkTensor("treeMap", leaf), ...rest.map((other) => checkTensor("treeMap", other.leaves[i]))),
    ),
  ) as T;
}

/** Frees the device memory of every leaf. */
export function treeDispose(tree: Tree<Tensor>): void {
  for (const leaf of treeLeaves(tree)) leaf.dispose();
}

/** @internal */
export function checkTensor(name: string, leaf: unknown): Tensor {
  if (leaf instanceof Tensor) return leaf;
  throw new OptionError(
    `${name}: every leaf must be a tensor, got ${leaf === null ? "null" : typeof leaf}. Use tensor(…).`,
  );
}
