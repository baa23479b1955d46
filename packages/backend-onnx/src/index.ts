export { type OnnxBackend, type OnnxOptions, onnxBackend } from "./backend.js";
export { exportOnnxLoop, type LoopExportOptions } from "./export/export-loop.js";
export { type Examples, exportOnnx } from "./export/export-onnx.js";
export type { ExportOptions } from "./export/options.js";
export type { ExecutionProvider } from "./runtime/runtime.js";
