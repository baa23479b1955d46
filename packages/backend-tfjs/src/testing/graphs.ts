import {
  type Attributes,
  type Buffer,
  type DType,
  type Graph,
  type GraphNode,
  type PrimitiveName,
  type Shape,
  sizeOf,
  type TensorBackend,
  type TypedArray,
  type ValueType,
} from "@nami/tensor-backend";
import { castArray } from "../cast.js";

/** A value for a test. */
export interface HostValue extends ValueType {
  readonly values: TypedArray;
}

/** A value from plain numbers. */
export function value(
  values: readonly number[],
  shape: Shape = [values.length],
  dtype: DType = "float32",
): HostValue {
  return { shape, dtype, values: castArray(values, dtype) };
}

/** Numbers in (−1, 1) without pattern, the same at every call: multiples of the golden ratio. */
export function scattered(shape: Shape, seed = 0, dtype: DType = "float32", scale = 1): HostValue {
  const golden = (i: number): number => (((i + 1 + 1000 * seed) * 0.6180339887498949) % 1) * 2 - 1;
  return value(
    Array.from({ length: sizeOf(shape) }, (_, i) => golden(i) * scale),
    shape,
    dtype,
  );
}

/** One node of a hand-built graph. */
export function node<P extends PrimitiveName>(
  primitive: P,
  attributes: Attributes[P],
  inputs: readonly number[],
  shape: Shape,
  dtype: DType = "float32",
): GraphNode {
  return { primitive, attributes, inputs, shape, dtype } as GraphNode;
}

/** A hand-built graph. */
export function graphOf(
  inputs: readonly ValueType[],
  nodes: readonly GraphNode[],
  outputs: readonly number[],
): Graph {
  return { inputs, nodes, outputs, fingerprint: JSON.stringify([inputs, nodes, outputs]) };
}

/** Runs a graph once and frees everything. */
export async function runOnce(
  backend: TensorBackend,
  graph: Graph,
  inputs: readonly HostValue[],
): Promise<TypedArray[]> {
  const buffers: Buffer[] = [];
  const program = await backend.compile(graph);
  try {
    for (const { values, shape, dtype } of inputs) buffers.push(await backend.upload(values, shape, dtype));
    const outputs = await program.run(buffers);
    buffers.push(...outputs);
    const results: TypedArray[] = [];
    for (const output of outputs) results.push(await backend.read(output));
    return results;
  } finally {
    for (const buffer of buffers) backend.free(buffer);
    program.dispose();
  }
}
