import { DataError, OptionError } from "@nami/errors";
import { allocate, type DType, type Shape, type TypedArray } from "@nami/tensor-backend";
import { describeValue } from "../describe-value.js";
import { type Header, parseHeader } from "./header.js";
import { checkLayout, type PlacedTensor } from "./layout.js";
import { maxTensors } from "./names.js";

/** A tensor of a file: values on the host, row-major. */
export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly values: TypedArray;
}

/** What a safetensors file holds. Maps, since names come from the file. */
export interface SafetensorsFile {
  readonly tensors: Map<string, StoredTensor>;
  readonly metadata: Map<string, string>;
}

const maxHeaderBytes = 100_000_000;

const broken = (rule: string, got: string): DataError =>
  new DataError(`readSafetensors: ${rule}, got ${got}. The file is damaged or not a safetensors file.`);

/**
 * Reads a safetensors file, trusting nothing in it.
 *
 * The format: 8 bytes of little-endian header length N, N bytes of JSON, then the tensors' bytes without gap. Read
 * are F32, F64, I32 and BOOL; values are copied, whatever their alignment in the file. More than the format asks is
 * refused: duplicate keys, names that are empty, over 4 KiB, hidden or of every object (`__proto__`), ranks over 32,
 * more than 10⁶ tensors, and bytes of BOOL other than 0 and 1.
 *
 * @param bytes the whole file
 * @throws OptionError when the bytes are none
 * @throws DataError naming the rule that the file breaks, and the tensor or place
 * @example
 * const { tensors, metadata } = readSafetensors(await readFile("model.safetensors"));
 * const { shape, values } = tensors.get("layers.0.weight")!;
 * @see https://huggingface.co/docs/safetensors (format)
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (!(bytes instanceof Uint8Array))
    throw new OptionError(
      `readSafetensors: bytes must be a Uint8Array, got ${describeValue(bytes)}. Pass new Uint8Array(buffer), or what readFile of Node gives.`,
    );
  const { header, dataStart } = readHeader(bytes);
  const data = bytes.subarray(dataStart);
  const tensors = new Map<string, StoredTensor>();
  for (const tensor of checkLayout(header.tensors, data.length))
    tensors.set(tensor.name, {
      dtype: tensor.dtype,
      shape: Object.freeze(tensor.shape),
      values: valuesOf(tensor, data.subarray(tensor.begin, tensor.end)),
    });
  return { tensors, metadata: header.metadata };
}

function readHeader(bytes: Uint8Array): { readonly header: Header; readonly dataStart: number } {
  if (bytes.length < 8)
    throw broken("the file must begin with 8 bytes of header length", `${bytes.length} bytes`);
  const declared = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const most = Math.min(maxHeaderBytes, bytes.length - 8);
  const found = `a declared length of ${declared}`;
  if (declared < 2n) throw broken("the header must have at least 2 bytes", found);
  if (declared > BigInt(most)) throw broken(`the header must have at most ${most} bytes here`, found);
  const dataStart = 8 + Number(declared);
  const header = bytes.subarray(8, dataStart);
  if (header[0] !== 0x7b) throw broken('the header must begin with "{"', `byte ${header[0]}`);
  checkEntryCount(header);
  return { header: parseHeader(decode(header)), dataStart };
}

function decode(header: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header);
  } catch (cause) {
    throw new DataError(
      "readSafetensors: the header must be UTF-8, got other bytes. The file is damaged or not a safetensors file.",
      { cause },
    );
  }
}

/** Counts objects before anything is made of them: a header of 100 MB can hold millions. */
function checkEntryCount(header: Uint8Array): void {
  let objects = 0;
  let quoted = false;
  for (let i = 0; i < header.length; i++) {
    const byte = header[i];
    if (quoted && byte === 0x5c) i++;
    else if (byte === 0x22) quoted = !quoted;
    else if (byte === 0x7b && !quoted) objects++;
  }
  // The header itself and __metadata__ are objects too.
  if (objects > maxTensors + 2)
    throw broken(`there must be at most ${maxTensors} tensors`, `${objects} objects`);
}

function valuesOf({ name, dtype, size }: PlacedTensor, bytes: Uint8Array): TypedArray {
  const values = allocate(dtype, bytes.length / size);
  new Uint8Array(values.buffer).set(bytes);
  if (dtype === "bool") {
    const odd = values.findIndex((value) => value > 1);
    if (odd >= 0)
      throw broken(
        `BOOL elements of ${JSON.stringify(name)} must be 0 or 1`,
        `${values[odd]} at element ${odd}`,
      );
  }
  return values;
}
