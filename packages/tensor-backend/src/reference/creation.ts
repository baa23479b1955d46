import type { DType, TypedArray } from "../dtype.js";
import type { Kernels } from "./kernel.js";

/**
 * Copies numbers into the storage of another dtype.
 *
 * - to int32: cut towards zero; beyond the range the nearest end of it; NaN becomes 0
 * - to bool: 1 where x ≠ 0, NaN included
 * - to a float: the nearest; true is 1
 *
 * @param to of the same length, with the storage of `dtype`
 */
export function castValues(to: TypedArray, from: ArrayLike<number>, dtype: DType): void {
  if (dtype === "int32")
    for (let i = 0; i < to.length; i++) to[i] = Math.min(Math.max(from[i]!, -2147483648), 2147483647);
  else if (dtype === "bool") for (let i = 0; i < to.length; i++) to[i] = from[i] !== 0 ? 1 : 0;
  else for (let i = 0; i < to.length; i++) to[i] = from[i]!;
}

/** Constants and conversions. `full` converts its value as `cast` does. */
export const creationKernels: Kernels<"full" | "iota" | "cast"> = {
  full: ({ values, dtype }, _, { value }) => {
    castValues(values.subarray(0, 1), [value], dtype);
    values.fill(values[0] ?? 0);
  },
  iota: ({ values }) => {
    for (let i = 0; i < values.length; i++) values[i] = i;
  },
  cast: ({ values, dtype }, inputs) => castValues(values, inputs[0]!.values, dtype),
};
