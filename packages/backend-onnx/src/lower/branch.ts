import { type Graph, type GraphNode, type Shape, sameShape, sizeOf, valueType } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";

/** Elements from which on a choice is a branch: the operator Where computes both sides and takes three passes, `If` copies one. */
const worthABranch = 1024;

/**
 * One choice for a whole tensor as a branch, where it is large or takes much to compute.
 *
 * @param names of the graph's values so far
 * @returns nothing for another node, and where both sides may as well be computed
 */
export function lowerBranch(
  emit: Emitter,
  graph: Graph,
  node: GraphNode,
  names: readonly Name[],
): Name | undefined {
  if (node.primitive !== "where") return undefined;
  const [condition, ...sides] = node.inputs as [number, number, number];
  const shapeOf = (value: number): Shape => valueType(graph, value).shape;
  if (sizeOf(shapeOf(condition)) > 1 || !sides.every((side) => sameShape(shapeOf(side), node.shape)))
    return undefined;
  const elements = sides.map((side) => elementsFor(graph, side, node));
  if (Math.max(sizeOf(node.shape), ...elements) < worthABranch) return undefined;
  return emit.either(names[condition]!, names[sides[0]!]!, names[sides[1]!]!, node.dtype);
}

/** Elements of a value that only one node needs, and of all that only this value needs. */
function elementsFor({ inputs, nodes, outputs }: Graph, value: number, reader: GraphNode): number {
  const readers = new Map<number, GraphNode[]>();
  for (const node of nodes)
    for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  const own = new Set<GraphNode>([reader]);
  let elements = 0;
  for (let place = value; place >= inputs.length; place--) {
    const all = readers.get(place);
    if (outputs.includes(place) || !all?.every((node) => own.has(node))) continue;
    const node = nodes[place - inputs.length]!;
    elements += sizeOf(node.shape);
    if (place === value) own.clear();
    own.add(node);
  }
  return elements;
}
