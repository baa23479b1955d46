import { OptionError } from "@nami/errors";
import { Tensor, type Tree } from "@nami/tensor-backend";

/**
 * The leaves of a tree by their names, in the order of `treeLeaves`: keys and places joined by dots.
 *
 * @param prefix put before every name
 * @returns names such as `layers.0.weight`; a tree that is one tensor has the name of the prefix
 * @throws OptionError for a key that is empty or holds a dot: names would not say which tree they came from
 * @example
 * namedLeaves({ layers: [{ weight, bias }] }).keys() // layers.0.bias, layers.0.weight
 */
export function namedLeaves(tree: Tree<Tensor>, prefix = ""): Map<string, Tensor> {
  const found = new Map<string, Tensor>();
  const walk = (node: Tree<Tensor>, path: string): void => {
    if (node instanceof Tensor) {
      found.set(path, node);
      return;
    }
    const at = (key: string): string => (path === "" ? key : `${path}.${key}`);
    if (isList(node)) node.forEach((item, i) => void walk(item, at(String(i))));
    else for (const key of Object.keys(node).sort()) walk(node[checkKey(key)]!, at(key));
  };
  walk(tree, prefix);
  return found;
}

/** Whether a branch is an array: `Array.isArray` does not narrow readonly ones. */
const isList = (node: Exclude<Tree<Tensor>, Tensor>): node is readonly Tree<Tensor>[] => Array.isArray(node);

function checkKey(key: string): string {
  if (key !== "" && !key.includes(".")) return key;
  throw new OptionError(
    `namedLeaves: keys of a tree must be non-empty and without dots, got ${JSON.stringify(key)}. Rename it.`,
  );
}
