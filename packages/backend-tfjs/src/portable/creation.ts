import { sizeOf } from "@nami/tensor-backend";
import { castNumber, newArray } from "../cast.js";
import type { KernelTable } from "../kernel.js";

/** Constants, written from the host once at compile. */
export const creationKernels: Pick<KernelTable, "full" | "iota"> = {
  full: (scope, { shape, dtype, attributes: { value } }) =>
    scope.upload(newArray(dtype, sizeOf(shape)).fill(castNumber(value, dtype)), shape, dtype),
  iota: (scope, { shape, dtype, attributes: { size } }) => {
    const values = newArray(dtype, size);
    for (let i = 0; i < size; i++) values[i] = castNumber(i, dtype);
    return scope.upload(values, shape, dtype);
  },
};
