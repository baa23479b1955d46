import { DataError } from "@nami/errors";
import { Tensor, type Tree } from "@nami/tensor-backend";

type Branch = Map<string, Branch | Tensor>;

/**
 * The tree whose leaves have these names: the inverse of `namedLeaves`. Keys 0 … n − 1 make an array.
 *
 * @param leaves names such as `layers.0.weight`; the empty name is a tree of one tensor
 * @returns `{}` of no leaves
 * @throws DataError when names are not those of a tree: an empty key, or a tensor where another has branches
 */
export function treeOfNames(leaves: ReadonlyMap<string, Tensor>): Tree<Tensor> {
  const single = leaves.get("");
  if (single && leaves.size === 1) return single;
  const root: Branch = new Map();
  for (const [name, leaf] of leaves) {
    const keys = name.split(".");
    const last = keys.pop()!;
    let branch = root;
    for (const key of keys) {
      const next = branch.get(checkKey(key, name)) ?? new Map();
      if (next instanceof Tensor) throw conflict(name);
      branch.set(key, next);
      branch = next;
    }
    if (branch.has(checkKey(last, name))) throw conflict(name);
    branch.set(last, leaf);
  }
  return treeOf(root);
}

function treeOf(branch: Branch): Tree<Tensor> {
  const entries = [...branch].map(([key, node]): [string, Tree<Tensor>] => [
    key,
    node instanceof Tensor ? node : treeOf(node),
  ]);
  const places = Array.from(entries, (_, i) => branch.has(String(i)));
  if (entries.length === 0 || !places.every(Boolean)) return Object.fromEntries(entries);
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, node]) => node);
}

function checkKey(key: string, name: string): string {
  if (key !== "" && !(key in Object.prototype)) return key;
  throw new DataError(
    `treeOfNames: names must be keys joined by dots, got ${JSON.stringify(name)}. The file is not a checkpoint of nami.`,
  );
}

const conflict = (name: string): DataError =>
  new DataError(
    `treeOfNames: a tensor must not lie where another has branches, got ${JSON.stringify(name)}. The file is not a checkpoint of nami.`,
  );
