import { type Graph, type GraphNode, type Shape, sameShape, sizeOf, valueType } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";

/**
 * Elements from which on a choice is a branch: the operator Where computes both sides and takes three passes over them, `If` computes
 * one and copies it at most.
 */
const worthABranch = 1024;

/** Lowers one choice for a whole tensor as a branch; gives nothing for another node, and where both sides may as well be computed. */
export type BranchLowering = (emit: Emitter, node: GraphNode, names: readonly Name[]) => Name | undefined;

/** The branches of a graph: choices that are large, or take much to compute. */
export function branchesOf(graph: Graph): BranchLowering {
  let counts: Int32Array | undefined;
  const shapeOf = (value: number): Shape => valueType(graph, value).shape;
  /** Whether enough elements are computed for this value alone, itself among them. */
  const isDear = (value: number): boolean => {
    counts ??= readersOf(graph);
    const left = new Map<number, number>();
    const own = counts[value] === 1 ? [value] : [];
    let elements = 0;
    for (let next = own.pop(); next !== undefined; next = own.pop()) {
      const node = graph.nodes[next - graph.inputs.length];
      if (!node) continue;
      elements += sizeOf(node.shape);
      if (elements >= worthABranch) return true;
      for (const input of new Set(node.inputs)) {
        const others = (left.get(input) ?? counts[input]!) - 1;
        left.set(input, others);
        if (others === 0) own.push(input);
      }
    }
    return false;
  };
  return (emit, node, names) => {
    if (node.primitive !== "where") return undefined;
    const [condition, a, b] = node.inputs as [number, number, number];
    if (sizeOf(shapeOf(condition)) > 1 || ![a, b].every((side) => sameShape(shapeOf(side), node.shape)))
      return undefined;
    if (sizeOf(node.shape) < worthABranch && !isDear(a) && !isDear(b)) return undefined;
    return emit.either(names[condition]!, names[a]!, names[b]!, node.dtype);
  };
}

/** How many read each value: nodes, and who asks for it. */
function readersOf({ inputs, nodes, outputs }: Graph): Int32Array {
  const counts = new Int32Array(inputs.length + nodes.length);
  for (const value of outputs) counts[value]!++;
  for (const node of nodes) for (const value of new Set(node.inputs)) counts[value]!++;
  return counts;
}
