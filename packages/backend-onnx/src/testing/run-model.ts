import type { Tensor as OrtTensor } from "onnxruntime-common";
import * as node from "onnxruntime-node";
import * as web from "onnxruntime-web";

/** The two runtimes, as they are loaded by whoever takes an exported file to them. */
export const runtimes = { "onnxruntime-node": "cpu", "onnxruntime-web": "wasm" } as const;

/** Values with their type and shape. */
export interface Values {
  readonly type: "float32" | "float64" | "int32" | "bool";
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

/** Opens a file in a runtime. */
export async function openModel(
  name: keyof typeof runtimes,
  bytes: Uint8Array,
): Promise<(inputs: Readonly<Record<string, Values>>) => Promise<Record<string, Values>>> {
  const ort = name === "onnxruntime-node" ? node : web;
  // One thread: results do not depend on how many cores the machine of the tests has.
  web.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: [runtimes[name]],
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  return async (inputs) => {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([key, { type, data, shape }]) => [
        key,
        new ort.Tensor(type, data as Float32Array, shape) as OrtTensor,
      ]),
    );
    const results = await session.run(feeds);
    return Object.fromEntries(
      Object.entries(results).map(([key, { type, data, dims }]) => [
        key,
        { type: type as Values["type"], data: data as Float32Array, shape: dims },
      ]),
    );
  };
}
