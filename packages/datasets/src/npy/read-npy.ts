import { DataError } from "@nami/errors";
import { allocate, type DType, type Shape, showShape, type TypedArray } from "@nami/tensor-backend";
import { elementType } from "./element-type.js";
import { type Literal, parseHeader } from "./literal.js";

/** An array read from an npy file: `tensor(data, shape, dtype)` makes a tensor of it. */
export interface NpyArray {
  /** Values in row-major order, whatever the order in the file. An array of its own. */
  readonly data: TypedArray;
  readonly shape: Shape;
  /** float32 from f4, float64 from f8, int32 from i4, i8 and u1, bool from b1. */
  readonly dtype: DType;
  /** Whether the file stored the values in column-major order. */
  readonly fortranOrder: boolean;
}

/** The first bytes of every npy file: 0x93 and "NUMPY". */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Longest header that is read; NumPy itself stops at 10,000. */
const longestHeader = 65_536;

/**
 * Reads an npy file, versions 1 to 3.
 *
 * The header is read by a strict grammar and never evaluated, object arrays are refused unread, and the sizes that
 * it declares are held against the length of the file before anything is allocated.
 *
 * @param bytes the whole file
 * @returns values in row-major order, shape, dtype, and the order of the file
 * @throws DataError when the file is not a whole npy file, holds elements of another kind, an i8 beyond 32 bits, or a
 * boolean other than 0 and 1
 * @example
 * const { data, shape, dtype } = readNpy(bytes);
 * const x = tensor(data, shape, dtype);
 * @see NumPy enhancement proposal 1, and numpy.lib.format
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const view = viewOf(bytes);
  const { header, offset } = headerOf(bytes, view);
  const { descr, fortranOrder, shape } = fieldsOf(parseHeader(header));
  const { type, littleEndian } = elementType(descr);
  const count = countOf(shape, type.size);
  const payload = bytes.length - offset;
  if (payload !== count * type.size)
    throw new DataError(
      `readNpy: shape ${showShape(shape)} of ${descr} needs ${count * type.size} bytes, got ${payload}. The file is ${payload < count * type.size ? "truncated" : "followed by something else"}.`,
    );
  const data = allocate(type.dtype, count);
  const place = fortranOrder ? columnMajor(shape) : undefined;
  for (let i = 0; i < count; i++)
    data[i] = type.read(view, offset + (place ? place(i) : i) * type.size, littleEndian);
  return { data, shape, dtype: type.dtype, fortranOrder };
}

function viewOf(bytes: Uint8Array): DataView {
  if (!(bytes instanceof Uint8Array))
    throw new DataError(
      `readNpy: a file is a Uint8Array, got ${typeof bytes}. Pass new Uint8Array(await file.arrayBuffer()).`,
    );
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function headerOf(bytes: Uint8Array, view: DataView): { header: string; offset: number } {
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte))
    throw new DataError(
      `readNpy: a file must begin with \\x93NUMPY, a version and a header, got ${bytes.length} bytes that do not. Is it an npy file?`,
    );
  const major = bytes[6]!;
  if (major < 1 || major > 3 || bytes[7] !== 0)
    throw new DataError(
      `readNpy: the version must be 1.0, 2.0 or 3.0, got ${major}.${bytes[7]}. Save the array again with numpy.save.`,
    );
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start)
    throw new DataError(
      `readNpy: the file must have a header, got ${bytes.length} bytes. The file is truncated.`,
    );
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > Math.min(longestHeader, bytes.length - start))
    throw new DataError(
      `readNpy: the header must lie within the file and ${longestHeader} bytes, got a length of ${length} in a file of ${bytes.length}. The file is truncated or damaged.`,
    );
  let header = "";
  for (const byte of bytes.subarray(start, start + length)) header += String.fromCharCode(byte);
  return { header, offset: start + length };
}

function fieldsOf(fields: ReadonlyMap<string, Literal>): {
  descr: string;
  fortranOrder: boolean;
  shape: Shape;
} {
  const descr = fields.get("descr");
  const fortranOrder = fields.get("fortran_order");
  const shape = fields.get("shape");
  if (
    fields.size !== 3 ||
    typeof descr !== "string" ||
    typeof fortranOrder !== "boolean" ||
    !Array.isArray(shape)
  )
    throw new DataError(
      `readNpy: the header must have descr (a string), fortran_order (True or False) and shape (a tuple) alone, got ${[...fields.keys()].map((key) => JSON.stringify(key)).join(", ") || "none"}. The file is damaged or not a plain array.`,
    );
  return { descr, fortranOrder, shape };
}

function countOf(shape: Shape, size: number): number {
  if (shape.includes(0)) return 0;
  let count = 1;
  for (const length of shape) {
    count *= length;
    if (count * size > Number.MAX_SAFE_INTEGER)
      throw new DataError(
        `readNpy: an array must have fewer than 2^53 bytes, got shape ${showShape(shape)}. The file is damaged.`,
      );
  }
  return count;
}

/** The column-major place of an element by its row-major one. */
function columnMajor(shape: Shape): (index: number) => number {
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, length) => product * length, 1),
  );
  return (index) => {
    let rest = index;
    let place = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis]!;
      const quotient = Math.floor(rest / length);
      place += (rest - quotient * length) * strides[axis]!;
      rest = quotient;
    }
    return place;
  };
}
