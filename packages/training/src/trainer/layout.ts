import {
  concat,
  fromHost,
  full,
  reshape,
  type Shape,
  sameShape,
  sizeOf,
  slice,
  Tensor,
  type Tree,
  treeLeaves,
  treeMap,
} from "@nami/tensor-backend";

/** How the trees of a run lie on the device: leaf by leaf, or all parameters in one vector. */
export interface Layout {
  /** A tree of parameters as it lies on the device. */
  join(params: Tree<Tensor>): Tree<Tensor>;
  /** What lies on the device as the tree of parameters that it is, within a formula. */
  split(joined: Tree<Tensor>): Tree<Tensor>;
  /**
   * The memory of an optimizer as it lies on the device.
   *
   * @param memory in the structure of the parameters
   * @param template the memory of an optimizer that has been given joined parameters
   */
  joinMemory(memory: Tree<Tensor>, template: Tree<Tensor>): Tree<Tensor>;
  /**
   * For each entry of joined parameters, as int32, how many parameters of the tree there are from its own on: the number of all
   * of them in the first, 1 in the last. Each broadcasts with its leaf.
   */
  ranks(joined: Tree<Tensor>): Tree<Tensor>;
  /** A host copy of anything that lies on the device (parameters, memory, average), in the structure of parameters. */
  splitHost<T extends Tree<Tensor>>(copy: T): Promise<T>;
}

/** Every tensor by itself. */
export const separateLayout: Layout = Object.freeze<Layout>({
  join: (params) => params,
  split: (joined) => joined,
  joinMemory: (memory) => memory,
  ranks: (joined) => {
    let rank = treeLeaves(joined).length;
    return treeMap(() => full([], rank--, "int32"), joined);
  },
  splitHost: async (copy) => copy,
});

/**
 * All parameters in one vector, in the order of their leaves: one kernel of the optimizer for all of them, and one
 * tensor to pass from step to step.
 *
 * @param params their structure and shapes, of one float dtype
 */
export function vectorLayout(params: Tree<Tensor>): Layout {
  const shapes = treeLeaves(params).map(({ shape }) => shape);
  const starts: number[] = [];
  let length = 0;
  for (const shape of shapes) {
    starts.push(length);
    length += sizeOf(shape);
  }
  const isVector = (node: Tree<Tensor>): node is Tensor =>
    node instanceof Tensor && sameShape(node.shape, [length]);
  const join = (tree: Tree<Tensor>): Tensor =>
    concat(
      treeLeaves(tree).map((leaf) => reshape(leaf, [leaf.size])),
      0,
    );
  const each = (take: (start: number, shape: Shape) => Tensor): Tree<Tensor> => {
    let next = 0;
    return treeMap(() => {
      const place = next++;
      return take(starts[place]!, shapes[place]!);
    }, params);
  };
  const joinMemory = (memory: Tree<Tensor>, template: Tree<Tensor>): Tree<Tensor> => {
    if (isVector(template)) return join(memory);
    return mapBranches(template, (inner, key) => joinMemory((memory as Branch)[key]!, inner)) ?? memory;
  };
  const splitHost = async (copy: Tree<Tensor>): Promise<Tree<Tensor>> => {
    if (isVector(copy)) {
      const values = await copy.data();
      return each((start, shape) => fromHost(values.slice(start, start + sizeOf(shape)), shape, copy.dtype));
    }
    const waiting: Promise<Tree<Tensor>>[] = [];
    mapBranches(copy, (inner) => {
      waiting.push(splitHost(inner));
      return inner;
    });
    const split = await Promise.all(waiting);
    let next = 0;
    return mapBranches(copy, () => split[next++]!) ?? copy;
  };
  return Object.freeze<Layout>({
    join,
    split: (joined) =>
      each((start, shape) => reshape(slice(joined as Tensor, [start], [sizeOf(shape)]), shape)),
    joinMemory,
    ranks: () =>
      concat(
        shapes.map((shape, place) => full([sizeOf(shape)], shapes.length - place, "int32")),
        0,
      ),
    splitHost: splitHost as Layout["splitHost"],
  });
}

type Branch = Readonly<Record<string, Tree<Tensor>>>;

/** A branch with each of its children replaced; undefined for a leaf. */
function mapBranches(
  tree: Tree<Tensor>,
  replace: (child: Tree<Tensor>, key: string) => Tree<Tensor>,
): Tree<Tensor> | undefined {
  if (tree instanceof Tensor) return undefined;
  if (Array.isArray(tree)) return tree.map((child, i) => replace(child, String(i)));
  return Object.fromEntries(Object.entries(tree as Branch).map(([key, child]) => [key, replace(child, key)]));
}
