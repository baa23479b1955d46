import type { TensorBackend } from "../backend.js";
import { type Graph, type GraphNode, type ValueType, valueType } from "../graph.js";
import type { Attributes, PrimitiveName } from "../primitives.js";
import { referenceBackend } from "../reference/reference-backend.js";

/** Adds nodes to a graph that is being rewritten. */
export interface Rewriter {
  /** Applies a primitive to values; the result has the type of the node that is replaced unless told otherwise. */
  emit<P extends PrimitiveName>(
    primitive: P,
    attributes: Attributes[P],
    inputs: readonly number[],
    type?: ValueType,
  ): number;
  /** The node as it is, with other inputs where they are given. */
  keep(inputs?: readonly number[]): number;
  typeOf(value: number): ValueType;
}

/** What a wrong backend computes in place of a node: the number of the value. */
export type Fault = (node: GraphNode, inputs: readonly number[], rewriter: Rewriter) => number;

/** A float32 reference backend on which one primitive is wrong: for tests that the suite notices. */
export function faultyBackend(wrong: PrimitiveName, fault: Fault): TensorBackend {
  const inner = referenceBackend();
  return {
    ...inner,
    name: `faulty ${wrong}`,
    compile: (graph) => inner.compile(rewrite(graph, wrong, fault)),
  };
}

function rewrite(graph: Graph, wrong: PrimitiveName, fault: Fault): Graph {
  const first = graph.inputs.length;
  const nodes: GraphNode[] = [];
  const places = graph.inputs.map((_, i) => i);
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((value) => places[value]!);
    const emit: Rewriter["emit"] = (primitive, attributes, operands, { shape, dtype } = node) =>
      first + nodes.push({ primitive, attributes, inputs: operands, shape, dtype } as GraphNode) - 1;
    const keep: Rewriter["keep"] = (operands = inputs) => emit(node.primitive, node.attributes, operands);
    const typeOf: Rewriter["typeOf"] = (value) => valueType({ ...graph, nodes }, value);
    places.push(node.primitive === wrong ? fault(node, inputs, { emit, keep, typeOf }) : keep());
  }
  return { ...graph, nodes, outputs: graph.outputs.map((value) => places[value]!) };
}
