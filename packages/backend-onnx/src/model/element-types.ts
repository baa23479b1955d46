import type { OnnxType } from "./model.js";

/** ONNX's numbers for element types (`TensorProto.DataType`), as files and `Cast` know them. */
export const elementTypes: Readonly<Record<OnnxType, number>> = Object.freeze({
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
});
