import type { Buffer, Graph, GraphNode, TensorBackend, TypedArray } from "@nami/tensor-backend";

/** y = x + 1 and s = Σ y, for float32 x of `[size]`. */
export function counter(size: number): Graph {
  const type = { shape: [size], dtype: "float32" } as const;
  const nodes: GraphNode[] = [
    { primitive: "full", attributes: { value: 1, shape: [], dtype: "float32" }, inputs: [], shape: [], dtype: "float32" },
    { primitive: "add", attributes: {}, inputs: [0, 1], ...type },
    { primitive: "sum", attributes: { axes: [0] }, inputs: [2], shape: [], dtype: "float32" },
  ]; // biome-ignore format: one node a line
  return { inputs: [type], nodes, outputs: [2, 3], fingerprint: `counter ${size}` };
}

/** Values of buffers, which are freed. */
export async function take(backend: TensorBackend, buffers: readonly Buffer[]): Promise<TypedArray[]> {
  const values: TypedArray[] = [];
  for (const buffer of buffers) {
    values.push(await backend.read(buffer));
    backend.free(buffer);
  }
  return values;
}
