import type { Buffer, TensorBackend } from "../backend.js";
import { convert, type DType, epsilonOf, type FloatDType } from "../dtype.js";
import type { Graph, GraphNode } from "../graph.js";
import { referenceBackend } from "../reference/reference-backend.js";
import type { Tensor } from "../tensor.js";
import { type BoundOverrides, type BoundTable, usualBounds } from "./bounds.js";
import type { HostValues } from "./compare.js";
import type { Arithmetic } from "./error-bounds.js";
import { applySpecimen, type Specimen } from "./specimen.js";

/** What is known of the backend under test beside the backend itself. */
export interface Allowances {
  /** Bounds in place of the usual ones, each with its reason. */
  readonly bounds?: BoundOverrides;
  /** The reason why numbers below the smallest normal one (2⁻¹²⁶) may become 0; they may not when left out. */
  readonly flushesSubnormals?: string;
}

/** The backend that is right: float64 throughout. */
export const oracle: TensorBackend = referenceBackend({ dtype: "float64" });

/** What a backend makes of a dtype: without float32 it computes in float64. */
export function dtypeOn(backend: TensorBackend, dtype: DType): DType {
  return dtype === "float32" && !backend.dtypes.has("float32") ? "float64" : dtype;
}

/** Arithmetic of a backend in a float dtype. */
export function arithmeticOn(
  backend: TensorBackend,
  dtype: FloatDType,
  { bounds = {}, flushesSubnormals }: Allowances,
): Arithmetic {
  const single = dtypeOn(backend, dtype) === "float32";
  const [normal, tiny] = single ? [2 ** -126, 2 ** -149] : [2 ** -1022, 2 ** -1074];
  const table: BoundTable = { ...usualBounds, ...bounds };
  return {
    bounds: table,
    epsilon: epsilonOf(single ? "float32" : "float64"),
    smallest: flushesSubnormals === undefined ? tiny : normal,
    flushes: flushesSubnormals !== undefined,
  };
}

/** The float dtype that specimens or tensors are in: float64 when one of them is. */
export function floatOf(tensors: readonly Tensor[]): FloatDType {
  return tensors.some(({ dtype }) => dtype === "float64") ? "float64" : "float32";
}

/** The graph that applies each specimen to inputs of its own, as it stands: nothing is simplified. */
export function plainGraph(specimens: readonly Specimen[], backend: TensorBackend): Graph {
  const typed = ({ shape, dtype }: Tensor): { shape: Tensor["shape"]; dtype: DType } => ({
    shape,
    dtype: dtypeOn(backend, dtype),
  });
  const inputs = specimens.flatMap((one) => one.inputs.map(typed));
  let used = 0;
  const nodes = specimens.map((one) => {
    const { primitive, attributes } = one;
    const widened =
      "dtype" in attributes ? { ...attributes, dtype: dtypeOn(backend, attributes.dtype) } : attributes;
    const places = one.inputs.map(() => used++);
    return {
      primitive,
      attributes: widened,
      inputs: places,
      ...typed(applySpecimen(one, one.inputs)),
    } as GraphNode;
  });
  const outputs = nodes.map((_, i) => inputs.length + i);
  return {
    inputs,
    nodes,
    outputs,
    fingerprint: `conformance ${specimens.map(({ label }) => label).join("; ")}`,
  };
}

/** Runs a graph once, from host values to host values, and leaves nothing behind. */
export async function runOnce(
  backend: TensorBackend,
  graph: Graph,
  inputs: readonly Tensor[],
): Promise<HostValues[]> {
  const held: Buffer[] = [];
  try {
    for (const [i, x] of inputs.entries()) {
      const { shape, dtype } = graph.inputs[i]!;
      held.push(await backend.upload(convert(await x.data(), dtype), shape, dtype));
    }
    const program = await backend.compile(graph);
    const outputs = await program.run(held);
    held.push(...outputs);
    const results: HostValues[] = [];
    for (const output of outputs) {
      const { shape, dtype } = output;
      results.push({ shape, dtype, values: await backend.read(output) });
    }
    program.dispose();
    return results;
  } finally {
    for (const buffer of held) backend.free(buffer);
  }
}
