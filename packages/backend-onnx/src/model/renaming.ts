import type { Name, OnnxAttribute, OnnxNode } from "./model.js";

type Attributes = OnnxNode["attributes"];

function innerNodes(attribute: OnnxAttribute): readonly OnnxNode[] {
  return typeof attribute === "object" && "graph" in attribute ? attribute.graph.nodes : [];
}

/** The values that a node reads, those read by the graphs within it included. */
export function readBy({ inputs, attributes }: OnnxNode): readonly Name[] {
  return [...inputs, ...Object.values(attributes).flatMap((value) => innerNodes(value).flatMap(readBy))];
}

/** A node with other names for the values around it; names within its graphs are their own. */
export function renamedNode(node: OnnxNode, rename: (name: Name) => Name): OnnxNode {
  const inner = (value: OnnxAttribute): OnnxAttribute =>
    typeof value === "object" && "graph" in value
      ? { graph: { ...value.graph, nodes: value.graph.nodes.map((one) => renamedNode(one, rename)) } }
      : value;
  const attributes: Attributes = Object.fromEntries(
    Object.entries(node.attributes).map(([key, value]) => [key, inner(value)]),
  );
  return { ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename), attributes };
}
