import { OptionError } from "@nami/errors";

/** Element types. `bool` is stored as one byte an element, 0 or 1. */
export type DType = "float32" | "float64" | "int32" | "bool";

/** The two floating types; only these have derivatives. */
export type FloatDType = "float32" | "float64";

/** The array that holds values of each dtype on the host. */
export interface ArrayOf {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly int32: Int32Array;
  readonly bool: Uint8Array;
}

/** Host storage of any dtype. */
export type TypedArray = ArrayOf[DType];

const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;

/** @throws OptionError unless the dtype is one of the four */
export function checkDType(name: string, dtype: DType): void {
  if (!Object.hasOwn(constructors, dtype))
    throw new OptionError(
      `${name}: dtype must be one of ${Object.keys(constructors).join(", ")}, got ${String(dtype)}. Pass one of them.`,
    );
}

/** A zero-filled host array of `length` elements of `dtype`. */
export function allocate<D extends DType>(dtype: D, length: number): ArrayOf[D] {
  return new constructors[dtype](length) as ArrayOf[D];
}

/** Values converted to the storage of `dtype`; the same array when it is that already. */
export function convert<D extends DType>(values: TypedArray, dtype: D): ArrayOf[D] {
  return (values instanceof constructors[dtype] ? values : constructors[dtype].from(values)) as ArrayOf[D];
}

/** Whether values of this dtype have derivatives. */
export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype === "float32" || dtype === "float64";
}

/** Distance from 1 to the next number above it: 2⁻²³ or 2⁻⁵². */
export function epsilonOf(dtype: FloatDType): number {
  return dtype === "float32" ? 2 ** -23 : 2 ** -52;
}
