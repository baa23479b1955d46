import { type Graph, type GraphNode, sizeOf, valueType } from "@nami/tensor-backend";

/** Floating-point operations of a run up to which one thread is as fast as several, which must be woken and waited for. */
const smallWork = 2 ** 25;
/** Operations that an entry of an elementwise result costs, in those of a product. */
const elementwise = 8;

function workOfNode(graph: Graph, { primitive, inputs, shape }: GraphNode): number {
  if (primitive === "matmul") return 2 * sizeOf(shape) * valueType(graph, inputs[0]!).shape.at(-1)!;
  if (primitive === "conv2d")
    return 2 * sizeOf(shape) * sizeOf(valueType(graph, inputs[1]!).shape.slice(0, 3));
  if (primitive === "conv2dInputGradient" || primitive === "conv2dFilterGradient")
    return (
      2 * sizeOf(valueType(graph, inputs[0]!).shape) * sizeOf(valueType(graph, inputs[1]!).shape.slice(0, 3))
    );
  return elementwise * sizeOf(shape);
}

/** Floating-point operations of a graph, roughly. */
export function workOf(graph: Graph): number {
  return graph.nodes.reduce((sum, node) => sum + workOfNode(graph, node), 0);
}

/** Whether a graph has so little to do that one thread is enough. */
export const isSmall = (graph: Graph): boolean => workOf(graph) < smallWork;
