import { DataError } from "@nami/errors";
import type { TypedArray } from "@nami/tensor-backend";
import type { Overrides } from "../kernel.js";
import { around } from "../portable/moving.js";

/** @throws DataError naming the first index outside of 0 … size−1 */
export function checkIndices(name: string, indices: TypedArray, size: number): void {
  const position = indices.findIndex((index: number) => index < 0 || index >= size);
  if (position < 0) return;
  const range =
    size === 0 ? "there is no valid index on an axis of size 0" : `indices must lie in 0 … ${size - 1}`;
  throw new DataError(
    `${name}: ${range}, got ${indices[position]} at position ${position}. Check them against the size of the axis.`,
  );
}

/** Gathering and scattering along one axis; an index outside of it is an error that names it. */
export const hostIndexingKernels: Overrides = {
  gather: (scope, { shape, dtype, attributes: { axis } }, x, indices) => {
    const out = scope.allocate(shape, dtype);
    const [to, from, rows] = [scope.host.view(out), scope.host.view(x!), scope.host.view(indices!)];
    const [outer, size, inner] = around(x!.shape, axis);
    checkIndices("gather", rows, size);
    let at = 0;
    for (let block = 0; block < outer; block++)
      for (let r = 0; r < rows.length; r++, at += inner) {
        const start = (block * size + rows[r]!) * inner;
        for (let k = 0; k < inner; k++) to[at + k] = from[start + k]!;
      }
    return out;
  },
  scatterAdd: (scope, { shape, dtype, attributes: { axis, size } }, updates, indices) => {
    const out = scope.allocate(shape, dtype);
    const [to, from, rows] = [scope.host.view(out), scope.host.view(updates!), scope.host.view(indices!)];
    const [outer, , inner] = around(updates!.shape, axis);
    checkIndices("scatterAdd", rows, size);
    const sums = new Float64Array(to.length);
    let at = 0;
    for (let block = 0; block < outer; block++)
      for (let r = 0; r < rows.length; r++, at += inner) {
        const start = (block * size + rows[r]!) * inner;
        for (let k = 0; k < inner; k++) sums[start + k]! += from[at + k]!;
      }
    to.set(dtype === "bool" ? sums.map((sum) => (sum === 0 ? 0 : 1)) : sums);
    return out;
  },
};
