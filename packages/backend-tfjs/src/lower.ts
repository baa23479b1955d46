import type { Graph, GraphNode } from "@nami/tensor-backend";
import { lastUses, sameShape, sizeOf, valueType } from "@nami/tensor-backend";

/** A node of a lowered graph; `fused` names a kernel that stands for it and for the node it took in. */
export type LoweredNode = GraphNode & { readonly fused?: "matmulBias" };

/** A graph as a device runs it. */
export interface LoweredGraph extends Graph {
  readonly nodes: readonly LoweredNode[];
  /** For each node, the values that may be freed after it. */
  readonly dead: readonly (readonly number[])[];
}

/** How often each value is read, an output counting as one reading. */
function readings(graph: Graph): number[] {
  const counts = new Array<number>(graph.inputs.length + graph.nodes.length).fill(0);
  for (const value of [...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs]) counts[value]!++;
  return counts;
}

/** `add(matmul(x, w), bias)` as one node, when nobody else reads the product, w is one matrix and the bias one row. */
function fuseBias(graph: Graph, index: number, counts: readonly number[]): LoweredNode | undefined {
  const node = graph.nodes[index]!;
  if (node.primitive !== "add" || node.dtype !== "float32") return undefined;
  for (const [place, product] of node.inputs.entries()) {
    const inner = graph.nodes[product - graph.inputs.length];
    const bias = node.inputs[1 - place]!;
    if (inner?.primitive !== "matmul" || counts[product] !== 1 || !sameShape(inner.shape, node.shape))
      continue;
    const right = valueType(graph, inner.inputs[1]!).shape;
    const row = valueType(graph, bias).shape;
    const columns = node.shape.at(-1)!;
    if (sizeOf(right) !== right.at(-2)! * columns) continue;
    if (row.at(-1) !== columns || sizeOf(row) !== columns) continue;
    return { ...node, inputs: [...inner.inputs, bias], fused: "matmulBias" };
  }
  return undefined;
}

/** The graph without the nodes that nobody reads. */
function pruned(graph: Graph): LoweredGraph {
  const first = graph.inputs.length;
  const live = new Set(graph.outputs);
  for (let index = graph.nodes.length - 1; index >= 0; index--)
    if (live.has(first + index)) for (const value of graph.nodes[index]!.inputs) live.add(value);
  const place = new Map(graph.inputs.map((_, value) => [value, value]));
  const kept: LoweredNode[] = [];
  for (const [index, node] of graph.nodes.entries())
    if (live.has(first + index)) place.set(first + index, first + kept.push(node) - 1);
  const nodes = kept.map((node) => ({ ...node, inputs: node.inputs.map((value) => place.get(value)!) }));
  const result = { ...graph, nodes, outputs: graph.outputs.map((value) => place.get(value)!) };
  return { ...result, dead: lastUses(result) };
}

/**
 * A graph in the terms of its device: what is one kernel there becomes one node.
 *
 * @param fuse whether the device adds a bias within a matrix product
 */
export function lower(graph: Graph, { fuse }: { readonly fuse: boolean }): LoweredGraph {
  if (!fuse) return pruned(graph);
  const counts = readings(graph);
  return pruned({
    ...graph,
    nodes: graph.nodes.map((node, index) => fuseBias(graph, index, counts) ?? node),
  });
}
