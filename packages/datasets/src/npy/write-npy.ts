import { OptionError, ShapeError } from "@nami/errors";
import { type DType, type Shape, showShape, type TypedArray } from "@nami/tensor-backend";

/** An array to write. What {@link readNpy} returns is one. */
export interface NpySource {
  /** Values in row-major order. */
  readonly data: TypedArray;
  readonly shape: Shape;
  /** Tells a Uint8Array of booleans (`"bool"`) from one of bytes. Otherwise the array says it. */
  readonly dtype?: DType;
}

/**
 * Writes an npy file, version 1, little-endian, in row-major order.
 *
 * Float32Array becomes `<f4`, Float64Array `<f8`, Int32Array `<i4`, Uint8Array `|u1`, or `|b1` with dtype `"bool"`.
 *
 * @returns the whole file, as `numpy.save` writes it
 * @throws ShapeError when the shape does not hold the data; OptionError for another kind of argument or array, or a
 * dtype that is not that of the array
 * @example
 * const samples = await flow.sample([2000], { key: key(0) });
 * const bytes = writeNpy({ data: await samples.data(), shape: samples.shape, dtype: samples.dtype });
 * @see numpy.lib.format
 */
export function writeNpy(source: NpySource): Uint8Array {
  const { data, shape, dtype } = checkSource(source);
  const descr = descrOf(data, dtype);
  checkShape(shape, data.length);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const fields = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // The values begin at a multiple of 64 bytes.
  const start = Math.ceil((10 + fields.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start + data.byteLength).fill(0x20, 10, start - 1);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (start - 10) & 0xff, (start - 10) >> 8]);
  for (let i = 0; i < fields.length; i++) bytes[10 + i] = fields.charCodeAt(i);
  bytes[start - 1] = 0x0a;
  const view = new DataView(bytes.buffer);
  const write = writers[descr.slice(1)]!;
  for (let i = 0; i < data.length; i++) write(view, start + i * data.BYTES_PER_ELEMENT, data[i]!);
  return bytes;
}

/** An array or a tensor in place of the record, and a record without a shape, are common slips. */
function checkSource(source: NpySource): NpySource {
  const { data, shape } = source ?? {};
  if (data !== undefined && typeof data !== "function" && Array.isArray(shape)) return source;
  const kind = source?.constructor?.name;
  const got =
    kind === "Object" ? `a record of ${Object.keys(source).join(", ") || "nothing"}` : (kind ?? source);
  throw new OptionError(
    `writeNpy: one record { data, shape } must be given, got ${got}. Use writeNpy({ data, shape }); for a tensor x these are await x.data() and x.shape.`,
  );
}

const writers: Readonly<Record<string, (view: DataView, offset: number, value: number) => void>> = {
  f4: (view, offset, value) => view.setFloat32(offset, value, true),
  f8: (view, offset, value) => view.setFloat64(offset, value, true),
  i4: (view, offset, value) => view.setInt32(offset, value, true),
  u1: (view, offset, value) => view.setUint8(offset, value),
  b1: (view, offset, value) => view.setUint8(offset, value === 0 ? 0 : 1),
};

function descrOf(data: TypedArray, dtype: DType | undefined): string {
  const [descr, own] = kindOf(data);
  if (dtype === undefined || dtype === own) return dtype === "bool" ? "|b1" : descr;
  throw new OptionError(
    `writeNpy: the dtype must be that of the array (${own}), got ${dtype}. Leave it out, or convert the array.`,
  );
}

function kindOf(data: TypedArray): [descr: string, dtype: DType] {
  if (data instanceof Float32Array) return ["<f4", "float32"];
  if (data instanceof Float64Array) return ["<f8", "float64"];
  if (data instanceof Int32Array) return ["<i4", "int32"];
  if (data instanceof Uint8Array) return ["|u1", "bool"];
  throw new OptionError(
    `writeNpy: data must be a Float32Array, Float64Array, Int32Array or Uint8Array, got ${typeof data}. Pass await tensor.data().`,
  );
}

function checkShape(shape: Shape, length: number): void {
  const whole = shape.length <= 32 && shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!whole || shape.reduce((product, size) => product * size, 1) !== length)
    throw new ShapeError(
      `writeNpy: the shape must have at most 32 axes and hold the data, got ${showShape(shape)} for ${length} values. Pass the shape that they fill.`,
    );
}
