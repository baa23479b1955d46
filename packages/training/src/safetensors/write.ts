import { OptionError, ShapeError } from "@nami/errors";
import { showShape, sizeOf } from "@nami/tensor-backend";
import { describeValue } from "../describe-value.js";
import { fileNameOf, sizeOfElement } from "./dtypes.js";
import { faultOfName, isWellFormed, maxRank } from "./names.js";
import type { StoredTensor } from "./read.js";

/**
 * Writes a safetensors file that Python and {@link readSafetensors} read.
 *
 * The header is padded with spaces to a multiple of 8 bytes and tensors are ordered by the size of their elements,
 * so that all values are aligned; then by name. Equal contents give equal bytes.
 *
 * @param tensors by name, in a Map or a record; values row-major, one for each element of the shape
 * @param metadata strings by name, in a Map or a record
 * @returns the whole file
 * @throws OptionError for a name that cannot be written, a rank over 32, or a value of another kind
 * @throws ShapeError when values do not fill the shape
 * @example
 * const bytes = writeSafetensors({ x: { dtype: x.dtype, shape: x.shape, values: await x.data() } });
 * @see https://huggingface.co/docs/safetensors (format)
 */
export function writeSafetensors(
  tensors: ByName<StoredTensor>,
  metadata: ByName<string> = new Map(),
): Uint8Array<ArrayBuffer> {
  const named = entriesOf("tensors", tensors);
  for (const [name, tensor] of named) checkTensor(name, tensor);
  const ordered = named.sort(
    ([a, x], [b, y]) => sizeOfElement(y.dtype) - sizeOfElement(x.dtype) || (a < b ? -1 : 1),
  );
  let length = 0;
  const entries = ordered.map(([name, tensor]) => {
    const begin = length;
    length += tensor.values.length * sizeOfElement(tensor.dtype);
    const entry = { dtype: fileNameOf[tensor.dtype], shape: tensor.shape, data_offsets: [begin, length] };
    return `${JSON.stringify(name)}:${JSON.stringify(entry)}`;
  });
  const strings = entriesOf("metadata", metadata).map(([key, value]) => {
    checkText(key);
    checkText(value);
    return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  });
  const parts = strings.length ? [`"__metadata__":{${strings.join()}}`, ...entries] : entries;
  const header = new TextEncoder().encode(`{${parts.join()}}`);
  const dataStart = 8 + Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(dataStart + length).fill(0x20, 8, dataStart);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataStart - 8), true);
  bytes.set(header, 8);
  let at = dataStart;
  for (const [, { values }] of ordered) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** Values by name. */
type ByName<T> = ReadonlyMap<string, T> | Readonly<Record<string, T>>;

function entriesOf<T>(what: string, named: ByName<T>): [string, T][] {
  if (typeof named !== "object" || named === null || ArrayBuffer.isView(named) || Array.isArray(named))
    throw new OptionError(
      `writeSafetensors: ${what} must be a Map or a record by name, got ${describeValue(named)}. Pass { name: value }.`,
    );
  return named instanceof Map ? [...named] : Object.entries(named);
}

function checkTensor(name: string, tensor: StoredTensor): void {
  const { shape, dtype, values } = tensor ?? {};
  if (!(Array.isArray(shape) && ArrayBuffer.isView(values) && typeof dtype === "string"))
    throw new OptionError(
      `writeSafetensors: ${name} must be { dtype, shape, values }, got ${describeValue(tensor)}. For a tensor x pass { dtype: x.dtype, shape: x.shape, values: await x.data() }.`,
    );
  const fault = name === "__metadata__" ? "must not be __metadata__" : faultOfName(name);
  if (fault)
    throw new OptionError(
      `writeSafetensors: the name of a tensor ${fault}, got ${JSON.stringify(name.slice(0, 60))}. Rename it.`,
    );
  if (shape.length > maxRank)
    throw new OptionError(
      `writeSafetensors: ${name} must have at most ${maxRank} axes, got ${shape.length}. Reshape it.`,
    );
  if (sizeOf(shape) !== values.length || values.byteLength !== values.length * sizeOfElement(dtype))
    throw new ShapeError(
      `writeSafetensors: ${name} of ${dtype} ${showShape(shape)} must have ${sizeOf(shape)} values of ${sizeOfElement(dtype)} bytes, got ${values.length} in ${values.byteLength}. Pass the array that belongs to the shape.`,
    );
}

function checkText(text: string): void {
  if (typeof text !== "string")
    throw new OptionError(
      `writeSafetensors: metadata must be strings, got ${describeValue(text)}. Use String(value).`,
    );
  if (!isWellFormed(text))
    throw new OptionError(
      `writeSafetensors: metadata must be well-formed Unicode, got ${JSON.stringify(text.slice(0, 60))}. Use text.toWellFormed().`,
    );
}
