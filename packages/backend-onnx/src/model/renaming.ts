import { graphsWithin, isGraph } from "./graphs-within.js";
import type { Name, OnnxAttribute, OnnxGraph, OnnxNode } from "./model.js";

type Attributes = OnnxNode["attributes"];

/** The values that a node reads, those read by the graphs within it included. */
export function readBy(node: OnnxNode): readonly Name[] {
  return [...node.inputs, ...graphsWithin(node).flatMap(({ nodes }) => nodes.flatMap(readBy))];
}

/** A graph within a node; its inputs and constants keep their names. */
function renamedGraph(graph: OnnxGraph, rename: (name: Name) => Name): OnnxGraph {
  const outputs = graph.outputs.map((output) => ({ ...output, name: rename(output.name) }));
  return { ...graph, outputs, nodes: graph.nodes.map((node) => renamedNode(node, rename)) };
}

/** A node with other names for all values, those of the graphs within it included. */
export function renamedNode(node: OnnxNode, rename: (name: Name) => Name): OnnxNode {
  const inner = (value: OnnxAttribute): OnnxAttribute =>
    isGraph(value) ? { graph: renamedGraph(value.graph, rename) } : value;
  const attributes: Attributes = Object.fromEntries(
    Object.entries(node.attributes).map(([key, value]) => [key, inner(value)]),
  );
  return { ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename), attributes };
}
