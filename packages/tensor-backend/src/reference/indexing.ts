import { DataError } from "@nami/errors";
import { type Shape, sizeOf } from "../shape.js";
import { accumulateRow, accumulator, storeSums } from "./accumulator.js";
import type { Kernel, Kernels, Operand } from "./kernel.js";

/** A shape seen as `[outer, shape[axis], inner]`. */
function around(shape: Shape, axis: number): { outer: number; inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), inner: sizeOf(shape.slice(axis + 1)) };
}

/** @throws DataError naming the first index outside of 0 … size−1 */
function checkIndices(name: string, indices: Operand, size: number): void {
  const wrong = indices.values.findIndex((index) => index < 0 || index >= size);
  if (wrong < 0) return;
  const range =
    size === 0 ? "there is no valid index on an axis of size 0" : `indices must lie in 0 … ${size - 1}`;
  throw new DataError(
    `${name}: ${range}, got ${indices.values[wrong]} at position ${wrong}. Check the indices against the size of the axis.`,
  );
}

const gather: Kernel<"gather"> = (output, inputs, { axis }) => {
  const [x, indices] = [inputs[0]!, inputs[1]!];
  const size = x.shape[axis]!;
  checkIndices("gather", indices, size);
  const { outer, inner } = around(x.shape, axis);
  let o = 0;
  for (let block = 0; block < outer; block++)
    for (const index of indices.values) {
      const from = (block * size + index) * inner;
      for (let k = 0; k < inner; k++) output.values[o++] = x.values[from + k]!;
    }
};

const scatterAdd: Kernel<"scatterAdd"> = (output, inputs, { axis, size }) => {
  const [updates, indices] = [inputs[0]!, inputs[1]!];
  checkIndices("scatterAdd", indices, size);
  const { outer, inner } = around(updates.shape, axis);
  const total = accumulator(output.values.length);
  let from = 0;
  for (let block = 0; block < outer; block++)
    for (const index of indices.values) {
      accumulateRow(total, (block * size + index) * inner, 1, updates.values, from, 1, inner);
      from += inner;
    }
  storeSums(total, output);
};

/**
 * `gather` picks slices and `scatterAdd` adds slices at indices, repeated ones included; the sums are compensated
 * and rounded once. An index outside of the axis, a negative one too, is a DataError naming it.
 */
export const indexingKernels: Kernels<"gather" | "scatterAdd"> = { gather, scatterAdd };
