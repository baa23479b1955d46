import { allocate, type DType, type TypedArray } from "../dtype.js";
import type { Graph, GraphNode, ValueType } from "../graph.js";
import type { Attributes, PrimitiveName } from "../primitives.js";
import { castValues } from "../reference/creation.js";
import { referenceBackend } from "../reference/reference-backend.js";
import { type Shape, sizeOf } from "../shape.js";

/** A value on the host: what goes into a test and comes out of it. */
export interface HostValue extends ValueType {
  readonly values: TypedArray;
}

/** A host value from plain numbers. */
export function host(
  values: readonly number[],
  shape: Shape = [values.length],
  dtype: DType = "float64",
): HostValue {
  const stored = allocate(dtype, values.length);
  castValues(stored, values, dtype);
  return { shape, dtype, values: stored };
}

/** Numbers in (−1, 1) without pattern: the Weyl sequence of the golden ratio, which `seed` starts elsewhere. */
export function scattered(shape: Shape, seed = 0, dtype: DType = "float64"): HostValue {
  const values = Array.from(
    { length: sizeOf(shape) },
    (_, i) => (((i + 1 + 1000 * seed) * 0.6180339887498949) % 1) * 2 - 1,
  );
  return host(values, shape, dtype);
}

/** The graph that applies one primitive to its inputs. */
export function oneNodeGraph<P extends PrimitiveName>(
  primitive: P,
  inputs: readonly ValueType[],
  output: ValueType,
  attributes: Attributes[P],
): Graph {
  const { shape, dtype } = output;
  const node = { primitive, attributes, inputs: inputs.map((_, index) => index), shape, dtype } as GraphNode;
  return { inputs, nodes: [node], outputs: [inputs.length], fingerprint: primitive };
}

/**
 * Runs one primitive through upload, compile, run, read and free, and checks that nothing stays behind.
 *
 * The float type of the backend is that of the values; a test names the shape that it expects.
 *
 * @param shape of the output
 * @param dtype of the output; the first input's unless told
 */
export async function apply<P extends PrimitiveName>(
  primitive: P,
  inputs: readonly HostValue[],
  shape: Shape,
  attributes: Attributes[P],
  dtype: DType = inputs[0]?.dtype ?? "float64",
): Promise<HostValue> {
  const single = [dtype, ...inputs.map((input) => input.dtype)].includes("float32");
  const backend = referenceBackend({ dtype: single ? "float32" : "float64" });
  const buffers = await Promise.all(
    inputs.map((input) => backend.upload(input.values, input.shape, input.dtype)),
  );
  const program = await backend.compile(oneNodeGraph(primitive, inputs, { shape, dtype }, attributes));
  const [result] = await program.run(buffers);
  const values = await backend.read(result!);
  for (const buffer of [...buffers, result!]) backend.free(buffer);
  if (backend.numBuffers() !== 0) throw new Error(`${primitive} left ${backend.numBuffers()} buffers`);
  return { shape: result!.shape, dtype: result!.dtype, values };
}

/** The values alone, as plain numbers. */
export async function valuesOf(result: Promise<HostValue>): Promise<number[]> {
  return Array.from((await result).values);
}

/** Σ a·b, for the law ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ of a transpose. */
export function inner(a: HostValue, b: HostValue): number {
  if (a.values.length !== b.values.length)
    throw new Error(`inner: lengths ${a.values.length} and ${b.values.length}`);
  return Array.from(a.values).reduce((sum, value, index) => sum + value * b.values[index]!, 0);
}
