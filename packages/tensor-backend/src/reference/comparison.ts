import type { ComparisonName } from "../primitives.js";
import { broadcastPair } from "./broadcast-pair.js";
import type { Kernel, Kernels } from "./kernel.js";
import { broadcastView, viewOf, walkRows } from "./rows.js";

/** `(condition, a, b)`: the element of a where the condition is not 0, else that of b; all three broadcast. */
const where: Kernel<"where"> = (output, inputs) => {
  const [condition, a, b] = [inputs[0]!.values, inputs[1]!.values, inputs[2]!.values];
  const views = [viewOf(output.shape), ...inputs.map((input) => broadcastView(input.shape, output.shape))];
  const out = output.values;
  walkRows(output.shape, views, ([k, c, i, j], [, dc, di, dj], length) => {
    for (let n = 0; n < length; n++)
      out[k! + n] = condition[c! + n * dc!] !== 0 ? a[i! + n * di!]! : b[j! + n * dj!]!;
  });
};

/**
 * Comparisons, logic and choice, broadcasting.
 *
 * Comparisons are 0 or 1. With NaN all are 0 but `notEqual`, which is 1; −0 equals 0. `where` never computes with
 * what it does not choose, so NaN there does no harm.
 */
export const comparisonKernels: Kernels<ComparisonName | "logicalAnd" | "logicalOr" | "where"> = {
  greater: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i]! > y[j]! ? 1 : 0;
  }),
  greaterEqual: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i]! >= y[j]! ? 1 : 0;
  }),
  less: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i]! < y[j]! ? 1 : 0;
  }),
  lessEqual: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i]! <= y[j]! ? 1 : 0;
  }),
  equal: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i]! === y[j]! ? 1 : 0;
  }),
  notEqual: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i]! !== y[j]! ? 1 : 0;
  }),
  logicalAnd: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i] !== 0 && y[j] !== 0 ? 1 : 0;
  }),
  logicalOr: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i] !== 0 || y[j] !== 0 ? 1 : 0;
  }),
  where,
};
