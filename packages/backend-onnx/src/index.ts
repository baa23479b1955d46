export { type OnnxBackend, type OnnxOptions, onnxBackend } from "./backend.js";
export type { ExecutionProvider } from "./runtime/runtime.js";
