import { type Graph, type GraphNode, sizeOf, valueType } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";
import { expand, reshape } from "./blocks.js";
import { manyRows, narrow } from "./sizes.js";

/** The operands of a layer xW + b. */
interface Layer {
  readonly x: number;
  readonly weights: number;
  readonly bias: number;
}

/** The operands of a node that is a layer of few inputs over many rows; undefined for another. */
function narrowLayer(graph: Graph, node: GraphNode): Layer | undefined {
  if (node.primitive !== "add" || node.shape.length !== 2) return undefined;
  for (const [product, bias] of [node.inputs, [...node.inputs].reverse()] as [number, number][]) {
    const before = graph.nodes[product - graph.inputs.length];
    if (before?.primitive !== "matmul" || valueType(graph, bias).shape.length !== 1) continue;
    const [x, weights] = before.inputs as [number, number];
    const [rows = 0, inputs = 0] = valueType(graph, x).shape;
    const isNarrow = rows >= manyRows && inputs > 0 && inputs <= narrow;
    const hasBias = valueType(graph, bias).shape[0] === node.shape[1];
    if (isNarrow && hasBias && valueType(graph, weights).shape.length === 2) return { x, weights, bias };
  }
  return undefined;
}

/** What a matrix is put together of, side by side: points and times, say. */
function columnsOf(graph: Graph, value: number): readonly number[] {
  const node = graph.nodes[value - graph.inputs.length];
  if (node?.primitive !== "concat" || node.attributes.axis !== 1) return [value];
  return node.inputs.filter((input) => sizeOf(valueType(graph, input).shape) > 0);
}

/**
 * A layer of few inputs, as the first of a field is, as one product with the bias as the weights of a column of ones. The runtime would
 * write the bias into all rows first, on one thread, which takes longer than the product.
 *
 * @param names of the graph's values so far
 * @returns nothing for another node
 */
export function lowerNarrowLayer(
  emit: Emitter,
  graph: Graph,
  node: GraphNode,
  names: readonly Name[],
): Name | undefined {
  const layer = narrowLayer(graph, node);
  if (!layer) return undefined;
  const { x, weights, bias } = layer;
  const [rows, outputs] = node.shape as [number, number];
  const ones = expand(emit, emit.constant(node.dtype, [1]), [rows, 1]);
  const columns = columnsOf(graph, x).map((value) => names[value]!);
  return emit.op("MatMul", [
    emit.op("Concat", [...columns, ones], { axis: 1 }),
    emit.op("Concat", [names[weights]!, reshape(emit, names[bias]!, [1, outputs])], { axis: 0 }),
  ]);
}
