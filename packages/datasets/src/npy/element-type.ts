import { DataError } from "@nami/errors";
import type { DType } from "@nami/tensor-backend";

/** How the elements of a file are stored, and what they become. */
export interface ElementType {
  /** Bytes of an element. */
  readonly size: number;
  /** dtype of the array that is read. */
  readonly dtype: DType;
  /** One element. */
  read(view: DataView, offset: number, littleEndian: boolean): number;
}

/** The element types that are read, by kind and size. */
const elementTypes: Readonly<Record<string, ElementType>> = {
  f4: { size: 4, dtype: "float32", read: (view, at, little) => view.getFloat32(at, little) },
  f8: { size: 8, dtype: "float64", read: (view, at, little) => view.getFloat64(at, little) },
  i4: { size: 4, dtype: "int32", read: (view, at, little) => view.getInt32(at, little) },
  i8: { size: 8, dtype: "int32", read: narrowInteger },
  u1: { size: 1, dtype: "int32", read: (view, at) => view.getUint8(at) },
  b1: { size: 1, dtype: "bool", read: strictBoolean },
};

/**
 * The element type that a `descr` names, such as `"<f8"`.
 *
 * @throws DataError for types that are not read: objects (they would be pickled code), structures, text, dates, …
 */
export function elementType(descr: string): { readonly type: ElementType; readonly littleEndian: boolean } {
  const order = descr[0] ?? "";
  const name = descr.slice(1);
  const type = Object.hasOwn(elementTypes, name) ? elementTypes[name] : undefined;
  if (!type || !(order === "<" || order === ">" || (order === "|" && type.size === 1)))
    throw new DataError(
      `readNpy: elements must be f4, f8, i4, i8 (< or >), |u1 or |b1, got ${JSON.stringify(descr)}. Convert the array, for example with array.astype("<f4").`,
    );
  return { type, littleEndian: order !== ">" };
}

function narrowInteger(view: DataView, offset: number, littleEndian: boolean): number {
  const value = view.getBigInt64(offset, littleEndian);
  if (BigInt.asIntN(32, value) !== value)
    throw new DataError(
      `readNpy: 64-bit integers must fit into 32 bits, got ${value}. Save the array as float64: array.astype("<f8").`,
    );
  return Number(value);
}

function strictBoolean(view: DataView, offset: number): number {
  const value = view.getUint8(offset);
  if (value > 1)
    throw new DataError(
      `readNpy: booleans must be 0 or 1, got ${value}. Save the array as integers: array.astype("<i4").`,
    );
  return value;
}
