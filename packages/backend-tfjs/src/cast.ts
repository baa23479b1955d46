import { CapabilityError } from "@nami/errors";
import type { DType } from "@nami/tensor-backend";
import type { DeviceArray } from "./tfjs.js";

/**
 * A number as it is stored in a dtype.
 *
 * - int32: cut towards zero; beyond the range the nearest end of it; NaN becomes 0
 * - bool: 1 where x ≠ 0, NaN included
 * - float32: the nearest, when it is stored
 */
export function castNumber(value: number, dtype: DType): number {
  if (dtype === "bool") return value !== 0 ? 1 : 0;
  if (dtype === "int32") return Math.min(Math.max(value, -2147483648), 2147483647) | 0;
  return value;
}

/** A zero-filled host array of a dtype. */
export function newArray(dtype: DType, length: number): DeviceArray {
  if (dtype === "float32") return new Float32Array(length);
  if (dtype === "int32") return new Int32Array(length);
  if (dtype === "bool") return new Uint8Array(length);
  throw new CapabilityError(
    `tfjsBackend: TF.js computes in float32, int32 and bool, got ${dtype}. Use float32.`,
  );
}

/** A copy of values in the storage of a dtype. */
export function castArray(values: ArrayLike<number>, dtype: DType): DeviceArray {
  const copy = newArray(dtype, values.length);
  if (dtype === "float32") copy.set(values);
  else for (let i = 0; i < copy.length; i++) copy[i] = castNumber(values[i]!, dtype);
  return copy;
}
