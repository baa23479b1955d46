import { type Shape, stridesOf } from "@nami/tensor-backend";
import type { Overrides } from "../kernel.js";
import type { DeviceArray } from "../tfjs.js";
import { dense, forEachRow, type Layout } from "./strided.js";

/** Adds n elements to one sum, in four chains so that additions need not wait for each other. */
function rowSum(x: DeviceArray, from: number, step: number, n: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = from;
  let left = n;
  for (; left >= 4; left -= 4, i += 4 * step) {
    a += x[i]!;
    b += x[i + step]!;
    c += x[i + 2 * step]!;
    d += x[i + 3 * step]!;
  }
  for (; left > 0; left--, i += step) a += x[i]!;
  return a + b + (c + d);
}

/** Adds n elements to as many sums, `step` apart in x. */
function addRow(
  sums: Float64Array,
  at: number,
  apart: number,
  x: DeviceArray,
  from: number,
  step: number,
  n: number,
): void {
  for (let k = 0, o = at, i = from; k < n; k++, o += apart, i += step) sums[o]! += x[i]!;
}

/** Adds the rows of a dense matrix, four at a time. */
function addRows(sums: Float64Array, x: DeviceArray, rows: number): void {
  const n = sums.length;
  let row = 0;
  for (; row + 4 <= rows; row += 4)
    for (let k = 0, i = row * n; k < n; k++, i++)
      sums[k]! += x[i]! + x[i + n]! + (x[i + 2 * n]! + x[i + 3 * n]!);
  for (; row < rows; row++) addRow(sums, 0, 1, x, row * n, 1, n);
}

/** The reduced array over the axes of the whole one: stride 0 along those that disappear. */
function reduced(shape: Shape, axes: readonly number[]): Layout {
  const strides = stridesOf(shape.filter((_, axis) => !axes.includes(axis)));
  let next = 0;
  return { start: 0, strides: shape.map((_, axis) => (axes.includes(axis) ? 0 : strides[next++]!)) };
}

/**
 * Sums in double precision.
 *
 * TF.js's wasm kernel adds one float32 after the other: half a million times 0.1 comes out 0.4 % too large.
 */
export const sumKernels: Overrides = {
  sum: (scope, { shape, dtype, attributes: { axes } }, x) => {
    const out = scope.allocate(shape, dtype);
    const [values, result] = [scope.host.view(x!), scope.host.view(out)];
    const sums = new Float64Array(result.length);
    if (result.length > 1 && axes.every((axis) => axis < axes.length))
      addRows(sums, values, values.length / sums.length);
    else
      forEachRow(x!.shape, [reduced(x!.shape, axes), dense(x!.shape)], ([at, from], [apart, step], n) => {
        if (apart === 0) sums[at!]! += rowSum(values, from!, step!, n);
        else addRow(sums, at!, apart!, values, from!, step!, n);
      });
    result.set(sums);
    return out;
  },
  cumsum: (scope, { shape, dtype, attributes: { axis, reverse } }, x) => {
    const out = scope.allocate(shape, dtype);
    const [values, result] = [scope.host.view(x!), scope.host.view(out)];
    const strides = stridesOf(shape);
    const size = shape[axis]!;
    const step = reverse ? -strides[axis]! : strides[axis]!;
    const lines = shape.map((length, other) => (other === axis ? 1 : length));
    const start = reverse ? (size - 1) * strides[axis]! : 0;
    forEachRow(lines, [{ start, strides }], ([first], [apart], count) => {
      for (let line = 0; line < count; line++) {
        let sum = 0;
        for (let n = 0, i = first! + line * apart!; n < size; n++, i += step) {
          sum += values[i]!;
          result[i] = sum;
        }
      }
    });
    return out;
  },
};
