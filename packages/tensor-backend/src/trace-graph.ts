import type { LoweredGraph } from "./trace.js";
import { signatureOf, traceFunction } from "./trace.js";
import type { Flattened } from "./tree.js";

/**
 * The graph of a function and where each of its inputs comes from, for whoever writes graphs instead of running them.
 *
 * Nothing is computed, and of tensors among the arguments only shapes and dtypes matter. Outputs are in the order of
 * the leaves of the result.
 *
 * @param fn as for `compile`
 * @param args its arguments, from `flattenArguments`; feeds point to their leaves
 * @throws OptionError for a function or an argument that `compile` does not take
 * @example
 * const { graph, feeds } = traceGraph((x: Tensor) => mul(x, w), flattenArguments([zeros([4, 2])]));
 * feeds.map(({ kind }) => kind); // ["tensor", "captured"]
 */
export function traceGraph(fn: (...args: never[]) => unknown, args: Flattened): LoweredGraph {
  signatureOf(args);
  const { graph, feeds } = traceFunction(fn, args, { widen: false });
  return { graph, feeds };
}
