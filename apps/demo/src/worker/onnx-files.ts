import script from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";

/** Where this site serves ONNX Runtime. */
export const onnxFiles = { mjs: script, wasm };
