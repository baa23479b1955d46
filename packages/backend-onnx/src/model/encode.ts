import { PbfWriter } from "pbf";
import { elementTypes } from "./element-types.js";
import type { OnnxAttribute, OnnxConstant, OnnxGraph, OnnxNode, OnnxValue } from "./model.js";

/** The version of ONNX's operators that nami's models are written in. */
const operatorSet = 17;
/** The version of the file format that belongs to it. */
const fileFormat = 8;

/** Little-endian bytes of a constant's elements. */
function bytesOf({ type, values }: OnnxConstant): Uint8Array {
  if (type === "bool") return Uint8Array.from(values);
  const width = type === "float32" || type === "int32" ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (type === "float32") view.setFloat32(i * 4, value, true);
    else if (type === "float64") view.setFloat64(i * 8, value, true);
    else if (type === "int32") view.setInt32(i * 4, value, true);
    else view.setBigInt64(i * 8, BigInt(value), true);
  }
  return new Uint8Array(view.buffer);
}

function writeConstant(constant: OnnxConstant, out: PbfWriter): void {
  out.writePackedVarint(1, [...constant.shape]);
  out.writeVarintField(2, elementTypes[constant.type]);
  out.writeStringField(8, constant.name);
  out.writeBytesField(9, bytesOf(constant));
}

function writeAttribute([name, value]: readonly [string, OnnxAttribute], out: PbfWriter): void {
  out.writeStringField(1, name);
  const kind = (type: number): void => out.writeVarintField(20, type);
  if (typeof value === "number") {
    out.writeVarintField(3, value);
    kind(2);
  } else if (typeof value === "string") {
    out.writeStringField(4, value);
    kind(3);
  } else if ("float" in value) {
    out.writeFloatField(2, value.float);
    kind(1);
  } else if ("graph" in value) {
    out.writeMessage(6, writeGraph, value.graph);
    kind(5);
  } else {
    for (const one of value) out.writeVarintField(8, one);
    kind(7);
  }
}

function writeNode({ operator, domain, inputs, outputs, attributes }: OnnxNode, out: PbfWriter): void {
  for (const name of inputs) out.writeStringField(1, name);
  for (const name of outputs) out.writeStringField(2, name);
  out.writeStringField(3, outputs[0]!);
  out.writeStringField(4, operator);
  for (const entry of Object.entries(attributes)) out.writeMessage(5, writeAttribute, entry);
  if (domain) out.writeStringField(7, domain);
}

function writeDimension(size: number | string, out: PbfWriter): void {
  if (typeof size === "number") out.writeVarintField(1, size);
  else out.writeStringField(2, size);
}

function writeShape(shape: readonly (number | string)[], out: PbfWriter): void {
  for (const size of shape) out.writeMessage(1, writeDimension, size);
}

function writeTensorType({ type, shape }: OnnxValue, out: PbfWriter): void {
  out.writeVarintField(1, elementTypes[type]);
  if (shape) out.writeMessage(2, writeShape, shape);
}

function writeValue(value: OnnxValue, out: PbfWriter): void {
  out.writeStringField(1, value.name);
  out.writeMessage(2, (inner: OnnxValue, pbf) => pbf.writeMessage(1, writeTensorType, inner), value);
}

function writeGraph({ name, nodes, constants, inputs, outputs }: OnnxGraph, out: PbfWriter): void {
  for (const node of nodes) out.writeMessage(1, writeNode, node);
  out.writeStringField(2, name);
  for (const constant of constants) out.writeMessage(5, writeConstant, constant);
  for (const value of inputs) out.writeMessage(11, writeValue, value);
  for (const value of outputs) out.writeMessage(12, writeValue, value);
}

/** Operator domains that a graph uses, those of inner graphs included. */
function domainsOf({ nodes }: OnnxGraph): string[] {
  const inner = nodes.flatMap(({ attributes }) =>
    Object.values(attributes).flatMap((value) =>
      typeof value === "object" && "graph" in value ? domainsOf(value.graph) : [],
    ),
  );
  return [...new Set([...nodes.map(({ domain }) => domain), ...inner])];
}

/**
 * The bytes of an ONNX file (`ModelProto`): operator set 17, file format 8.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the numbers of the fields
 */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  const out = new PbfWriter();
  out.writeVarintField(1, fileFormat);
  out.writeStringField(2, "nami");
  out.writeMessage(7, writeGraph, graph);
  for (const domain of new Set(["", ...domainsOf(graph)]))
    out.writeMessage(
      8,
      (name: string, pbf) => {
        pbf.writeStringField(1, name);
        pbf.writeVarintField(2, name ? 1 : operatorSet);
      },
      domain,
    );
  return out.finish();
}
