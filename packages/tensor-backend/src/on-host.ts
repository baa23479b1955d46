import { OptionError } from "@nami/errors";
import type { Key } from "@nami/random";
import { TracedKey } from "./keys.js";
import { computeGraph } from "./reference/program.js";
import { fromHost, Tensor } from "./tensor.js";
import { lower } from "./trace.js";
import { flattenTree } from "./tree.js";

/** Whether a key is an argument of the compiled function that is being traced, so that draws have no values yet. */
export function isTraced(key: Key): boolean {
  return key instanceof TracedKey;
}

/**
 * Computes tensors at once, with the reference kernels, for small host-side work such as drawing a sample.
 *
 * Results are the same on every machine as far as they are made of arithmetic and draws.
 *
 * @param tree a tensor, or a tree of them, made of host values only
 * @returns the same tree with values on the host
 * @throws OptionError when a value is on a device or belongs to a trace
 * @example (await onHost(add(tensor(1), 2)).data())[0] // 3
 */
export function onHost<T>(tree: T): T {
  const flat = flattenTree(tree);
  const tensors = flat.leaves.filter((leaf) => leaf instanceof Tensor);
  const { graph, feeds } = lower(tensors, { widen: false });
  const inputs = feeds.map((feed) => {
    const x = feed.kind === "captured" ? feed.tensor : undefined;
    if (x?.source.kind !== "host")
      throw new OptionError(
        `onHost: values must be on the host, got ${x ?? "an argument"}. Use evaluate(x, { backend }).`,
      );
    return { shape: x.shape, dtype: x.dtype, values: x.source.values };
  });
  const outputs = computeGraph(graph, inputs).map(({ values, shape, dtype }) =>
    fromHost(values, shape, dtype),
  );
  let next = 0;
  return flat.rebuild(flat.leaves.map((leaf) => (leaf instanceof Tensor ? outputs[next++] : leaf))) as T;
}
