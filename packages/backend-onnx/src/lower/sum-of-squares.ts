import type { Graph, GraphNode } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";

/**
 * A sum of squares of floats in one pass over what is squared. (That of integers does not wrap around in the runtime.)
 *
 * @param names of the graph's values so far
 * @returns nothing for another node
 */
export function lowerSumOfSquares(
  emit: Emitter,
  { inputs, nodes }: Graph,
  node: GraphNode,
  names: readonly Name[],
): Name | undefined {
  if (node.primitive !== "sum" || node.dtype === "int32") return undefined;
  const { axes } = node.attributes;
  const product = nodes[node.inputs[0]! - inputs.length];
  if (product?.primitive !== "mul" || node.shape.length > 0 || !axes.length) return undefined;
  const [a, b] = product.inputs;
  return a === b ? emit.op("ReduceSumSquare", [names[a!]!], { axes: [...axes], keepdims: 0 }) : undefined;
}
