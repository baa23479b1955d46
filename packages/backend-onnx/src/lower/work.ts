import { type Graph, type GraphNode, sizeOf, valueType } from "@nami/tensor-backend";

/** Floating-point operations of a run up to which one thread is as fast as several, which must be woken and waited for. */
const smallWork = 2 ** 25;
/** Operations that an entry of an elementwise result costs, in those of a product. */
const elementwise = 8;

function workOf(graph: Graph, { primitive, inputs, shape }: GraphNode): number {
  if (primitive === "matmul") return 2 * sizeOf(shape) * valueType(graph, inputs[0]!).shape.at(-1)!;
  if (primitive === "conv2d")
    return 2 * sizeOf(shape) * sizeOf(valueType(graph, inputs[1]!).shape.slice(0, 3));
  if (primitive === "conv2dInputGradient" || primitive === "conv2dFilterGradient")
    return (
      2 * sizeOf(valueType(graph, inputs[0]!).shape) * sizeOf(valueType(graph, inputs[1]!).shape.slice(0, 3))
    );
  return elementwise * sizeOf(shape);
}

/** Whether a graph has so little to do that one thread is enough. */
export function isSmall(graph: Graph): boolean {
  return graph.nodes.reduce((sum, node) => sum + workOf(graph, node), 0) < smallWork;
}
