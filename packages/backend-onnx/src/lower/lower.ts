import {
  type DType,
  type Graph,
  type GraphNode,
  type PrimitiveName,
  sizeOf,
  valueType,
} from "@nami/tensor-backend";
import { graphWriter } from "../model/emitter.js";
import type { Name, OnnxGraph, OnnxValue } from "../model/model.js";
import { lowerings } from "./lowerings.js";
import type { Lowering, Lowerings } from "./rule.js";

/** Below or equal to every number of a dtype: the largest of nothing. */
function lowest(dtype: DType): number {
  return dtype === "int32" ? -2147483648 : Number.NEGATIVE_INFINITY;
}

/** What has a result of its own although an operand is empty. */
const indifferent: ReadonlySet<PrimitiveName> = new Set(["concat", "gather"]);

/** The one number that a node is full of when it, or what it is made of, has no elements. */
function valueOfNothing(graph: Graph, { primitive, inputs, shape, dtype }: GraphNode): number | undefined {
  if (sizeOf(shape) === 0) return 0;
  if (indifferent.has(primitive)) return undefined;
  const nothing = inputs.some((input) => sizeOf(valueType(graph, input).shape) === 0);
  if (!nothing) return undefined;
  return primitive === "max" ? lowest(dtype) : 0;
}

/**
 * Inputs are named `i0, i1, …`, outputs `o0, o1, …`.
 *
 * @param table how primitives are lowered
 */
export function lowerGraph(graph: Graph, table: Lowerings<PrimitiveName> = lowerings): OnnxGraph {
  const writer = graphWriter();
  const inputs = graph.inputs.map(
    ({ dtype, shape }, i): OnnxValue => ({ name: `i${i}`, type: dtype, shape }),
  );
  const names: Name[] = inputs.map(({ name }) => name);
  for (const node of graph.nodes) {
    const nothing = valueOfNothing(graph, node);
    if (nothing === undefined) {
      const lowering = table[node.primitive] as Lowering<PrimitiveName>;
      const types = node.inputs.map((input) => valueType(graph, input));
      names.push(
        lowering(
          writer,
          node.inputs.map((input) => names[input]!),
          node,
          types,
        ),
      );
    } else {
      const values = new Array<number>(sizeOf(node.shape)).fill(nothing);
      names.push(writer.constant(node.dtype, values, node.shape));
    }
  }
  const outputs = graph.outputs.map((value, i): OnnxValue => {
    const { dtype, shape } = valueType(graph, value);
    return { name: `o${i}`, type: dtype, shape };
  });
  writer.publish(
    graph.outputs.map((value) => names[value]!),
    outputs.map(({ name }) => name),
  );
  return { name: "nami", inputs, outputs, constants: writer.constants, nodes: writer.nodes };
}
