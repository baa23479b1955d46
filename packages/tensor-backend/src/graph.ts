import { ShapeError } from "@nami/errors";
import type { DType } from "./dtype.js";
import type { Attributes, PrimitiveName } from "./primitives.js";
import { type Shape, sameShape, showShape } from "./shape.js";

/** Shape and dtype of one value. */
export interface ValueType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** One application of a primitive; `inputs` are numbers of earlier values. */
export type GraphNode<P extends PrimitiveName = PrimitiveName> = {
  [Q in P]: ValueType & {
    readonly primitive: Q;
    readonly attributes: Attributes[Q];
    readonly inputs: readonly number[];
  };
}[P];

/**
 * What a backend compiles: a list of primitive applications in an order in which they can run.
 *
 * Values are numbered: first the inputs, then one for each node. Outputs are distinct values of nodes, never an
 * input itself, so that every output is a buffer of its own.
 */
export interface Graph {
  readonly inputs: readonly ValueType[];
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly number[];
  /** Equal for equal graphs: programs are cached by it. */
  readonly fingerprint: string;
}

/** Shape and dtype of value number `value`. */
export function valueType(graph: Graph, value: number): ValueType {
  return (value < graph.inputs.length ? graph.inputs[value] : graph.nodes[value - graph.inputs.length])!;
}

/**
 * For each node, the values that nobody reads afterwards and that a run may free then: intermediates and node
 * results that are not outputs. Graph inputs are borrowed and never listed.
 */
export function lastUses(graph: Graph): number[][] {
  const first = graph.inputs.length;
  const kept = new Set(graph.outputs);
  const seen = new Set<number>();
  const dead: number[][] = graph.nodes.map(() => []);
  for (let index = graph.nodes.length - 1; index >= 0; index--) {
    for (const value of [...graph.nodes[index]!.inputs, first + index]) {
      if (value < first || kept.has(value) || seen.has(value)) continue;
      seen.add(value);
      dead[index]!.push(value);
    }
  }
  return dead;
}

/**
 * Checks what a program is run on.
 *
 * @param inputs types of the buffers, one for each graph input
 * @throws ShapeError naming the first that the graph was not compiled for
 */
export function checkInputs(graph: Graph, inputs: readonly ValueType[]): void {
  if (inputs.length !== graph.inputs.length)
    throw new ShapeError(
      `run: the graph takes ${graph.inputs.length} inputs, got ${inputs.length}. Pass one buffer for each.`,
    );
  for (const [index, { shape, dtype }] of graph.inputs.entries()) {
    const got = inputs[index]!;
    if (got.dtype !== dtype || !sameShape(got.shape, shape))
      throw new ShapeError(
        `run: input ${index} must be ${dtype} ${showShape(shape)}, got ${got.dtype} ${showShape(got.shape)}. Pass buffers as the graph was compiled for.`,
      );
  }
}
