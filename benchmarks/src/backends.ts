import { onnxBackend } from "@nami/backend-onnx";
import { tfjsBackend } from "@nami/backend-tfjs";
import type { TensorBackend } from "@nami/tensor-backend";

/** Backends that nami takes part on. */
export const backends: Readonly<Record<string, () => TensorBackend>> = {
  onnx: () => onnxBackend(),
  "tfjs-wasm": () => tfjsBackend({ device: "wasm" }),
};
