import {
  type DType,
  type Graph,
  type GraphNode,
  type PrimitiveName,
  sizeOf,
  valueType,
} from "@nami/tensor-backend";
import { type Emitter, graphWriter } from "../model/emitter.js";
import type { Name, OnnxGraph, OnnxValue } from "../model/model.js";
import { type BranchLowering, branchesOf } from "./branch.js";
import { lowerings } from "./lowerings.js";
import { lowerNarrowLayer } from "./narrow-layer.js";
import { shaderLowerings } from "./on-shaders.js";
import type { Lowering } from "./rule.js";
import { lookedUpNothing } from "./shaping.js";
import { lowerSumOfSquares } from "./sum-of-squares.js";
import { lowerTallProduct } from "./tall-product.js";

/** Below or equal to every number of a dtype: the largest of nothing. */
function lowest(dtype: DType): number {
  return dtype === "int32" ? -2147483648 : Number.NEGATIVE_INFINITY;
}

/** What has a result of its own although an operand is empty. */
const indifferent: ReadonlySet<PrimitiveName> = new Set(["concat", "gather"]);

/** A constant for a node when it, or what it is made of, has no elements. */
function constantOfNothing(
  emit: Emitter,
  graph: Graph,
  { primitive, inputs, shape, dtype }: GraphNode,
): Name | undefined {
  const full = (value: number): Name =>
    emit.constant(dtype, new Array<number>(sizeOf(shape)).fill(value), shape);
  if (sizeOf(shape) === 0) return full(0);
  const nothing = inputs.some((input) => sizeOf(valueType(graph, input).shape) === 0);
  if (!nothing || indifferent.has(primitive)) return undefined;
  return full(primitive === "max" ? lowest(dtype) : 0);
}

/** An empty node that moves nothing by indices, which must be right all the same. Shaders do not look at them. */
function nothingMoved(
  emit: Emitter,
  graph: Graph,
  { primitive, attributes, inputs, shape, dtype }: GraphNode,
  names: readonly Name[],
): Name | undefined {
  if ((primitive !== "gather" && primitive !== "scatterAdd") || sizeOf(shape) > 0) return undefined;
  const [from, indices] = inputs as [number, number];
  if (sizeOf(valueType(graph, indices).shape) === 0) return undefined;
  const size = primitive === "gather" ? valueType(graph, from).shape[attributes.axis]! : attributes.size;
  return lookedUpNothing(emit, names[indices]!, size, shape, dtype);
}

/** A node by the lowering of its primitive. */
function lowerAlone(
  emit: Emitter,
  graph: Graph,
  node: GraphNode,
  names: readonly Name[],
  shaders: boolean,
): Name {
  const lowering = (shaders ? shaderLowerings : lowerings)[node.primitive] as Lowering<PrimitiveName>;
  const operands = node.inputs.map((input) => names[input]!);
  const types = node.inputs.map((input) => valueType(graph, input));
  return lowering(emit, operands, node, types);
}

/** For whom a graph is lowered. */
export interface LoweringTarget {
  /** Threads within an operator; 1 where nobody knows. */
  readonly threads: number;
  /** Whether shaders compute, whose functions are coarse. */
  readonly shaders: boolean;
  /** Whether a branch runs where the rest does, and need not wait for its condition to come from there. */
  readonly branches: boolean;
}

const anybody: LoweringTarget = { threads: 1, shaders: false, branches: false };

/** What a graph's inputs and outputs are called. */
export interface PortNames {
  input(place: number): Name;
  output(place: number): Name;
}

/** Inputs are named `i0, i1, …`, outputs `o0, o1, …`. */
export const portNames: PortNames = { input: (place) => `i${place}`, output: (place) => `o${place}` };

/** A graph in operators of ONNX. */
export function lowerGraph(
  graph: Graph,
  { threads, shaders, branches }: LoweringTarget = anybody,
  ports: PortNames = portNames,
): OnnxGraph {
  const writer = graphWriter();
  const inputs = graph.inputs.map(
    ({ dtype, shape }, i): OnnxValue => ({ name: ports.input(i), type: dtype, shape }),
  );
  const names: Name[] = inputs.map(({ name }) => name);
  const lowerBranch: BranchLowering = branches ? branchesOf(graph) : () => undefined;
  for (const node of graph.nodes)
    names.push(
      (shaders ? undefined : nothingMoved(writer, graph, node, names)) ??
        constantOfNothing(writer, graph, node) ??
        lowerTallProduct(writer, graph, node, names, threads) ??
        (shaders ? undefined : lowerNarrowLayer(writer, graph, node, names)) ??
        lowerSumOfSquares(writer, graph, node, names) ??
        lowerBranch(writer, node, names) ??
        lowerAlone(writer, graph, node, names, shaders),
    );
  const outputs = graph.outputs.map((value, i): OnnxValue => {
    const { dtype, shape } = valueType(graph, value);
    return { name: ports.output(i), type: dtype, shape };
  });
  writer.publish(
    graph.outputs.map((value) => names[value]!),
    outputs.map(({ name }) => name),
  );
  return { name: "nami", inputs, outputs, constants: writer.constants, nodes: writer.nodes };
}
