import { PbfWriter } from "pbf";
import { elementTypes } from "./element-types.js";
import { graphsWithin } from "./graphs-within.js";
import type { OnnxAttribute, OnnxConstant, OnnxGraph, OnnxNode, OnnxValue } from "./model.js";

/** The version of ONNX's operators that nami's models are written in. */
const operatorSet = 17;
/** The version of the file format that belongs to it. */
const fileFormat = 8;

/** Whether arrays of numbers lie in memory as the file wants them. */
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The elements as the array whose memory is what the file holds; the array itself where it is that already. */
function stored({ type, values }: OnnxConstant): ArrayBufferView & { readonly BYTES_PER_ELEMENT: number } {
  switch (type) {
    case "float32":
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case "float64":
      return values instanceof Float64Array ? values : Float64Array.from(values);
    case "int32":
      return values instanceof Int32Array ? values : Int32Array.from(values);
    case "int64":
      return BigInt64Array.from(values as ArrayLike<number> & Iterable<number>, BigInt);
    case "bool":
      return values instanceof Uint8Array ? values : Uint8Array.from(values);
  }
}

/** Little-endian bytes of a constant's elements. */
function bytesOf(constant: OnnxConstant): Uint8Array {
  const array = stored(constant);
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (littleEndian) return bytes;
  const turned = bytes.slice();
  for (let at = 0; at < turned.length; at += array.BYTES_PER_ELEMENT)
    turned.subarray(at, at + array.BYTES_PER_ELEMENT).reverse();
  return turned;
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
  const inner = nodes.flatMap(graphsWithin).flatMap(domainsOf);
  return [...new Set([...nodes.map(({ domain }) => domain), ...inner])];
}

/** What a file says about itself. */
export interface ModelNotes {
  /** For people. */
  readonly description?: string | undefined;
  /** For programs: ONNX's `metadata_props`. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * The bytes of an ONNX file (`ModelProto`): operator set 17, file format 8.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the numbers of the fields
 */
export function encodeModel(graph: OnnxGraph, { description, metadata = {} }: ModelNotes = {}): Uint8Array {
  const out = new PbfWriter();
  const pair =
    (first: number, second: number) => (values: readonly [string, string | number], pbf: PbfWriter) => {
      pbf.writeStringField(first, values[0]);
      if (typeof values[1] === "number") pbf.writeVarintField(second, values[1]);
      else pbf.writeStringField(second, values[1]);
    };
  out.writeVarintField(1, fileFormat);
  out.writeStringField(2, "nami");
  if (description) out.writeStringField(6, description);
  out.writeMessage(7, writeGraph, graph);
  for (const domain of new Set(["", ...domainsOf(graph)]))
    out.writeMessage(8, pair(1, 2), [domain, domain ? 1 : operatorSet] as const);
  for (const entry of Object.entries(metadata)) out.writeMessage(14, pair(1, 2), entry);
  return out.finish();
}
