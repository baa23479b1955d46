import type { BinaryName } from "../primitives.js";
import { broadcastPair } from "./broadcast-pair.js";
import type { Kernels } from "./kernel.js";

/**
 * x to the power y in integers: the low 32 bits where y ≥ 0, by repeated squaring; below, the real power cut
 * towards zero, with 0 for a power of zero.
 */
function integerPower(x: number, y: number): number {
  if (y < 0) return x === 1 ? 1 : x === -1 ? (y % 2 === 0 ? 1 : -1) : 0;
  let result = 1;
  for (let base = x, rest = y; rest > 0; rest >>>= 1) {
    if (rest & 1) result = Math.imul(result, base);
    base = Math.imul(base, base);
  }
  return result;
}

/**
 * Arithmetic of two numbers, broadcasting.
 *
 * - `maximum` and `minimum` are NaN when either operand is, and order −0 below 0.
 * - `pow` is JavaScript's: x⁰ is 1 also for NaN, and unlike IEEE 754 pow(1, NaN) and pow(±1, ±∞) are NaN. Other backends may
 *   give the 1 of IEEE 754 there.
 * - int32 results wrap to the low 32 bits. Quotients are cut towards zero; a division by zero gives 0, and
 *   −2³¹ / −1 gives −2³¹.
 */
export const arithmeticKernels: Kernels<BinaryName> = {
  add: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i]! + y[j]!;
  }),
  sub: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i]! - y[j]!;
  }),
  mul: broadcastPair(
    (z, k, end, x, i, di, y, j, dj) => {
      for (; k < end; k++, i += di, j += dj) z[k] = x[i]! * y[j]!;
    },
    (z, k, end, x, i, di, y, j, dj) => {
      for (; k < end; k++, i += di, j += dj) z[k] = Math.imul(x[i]!, y[j]!);
    },
  ),
  // Storing into int32 cuts towards zero, and stores 0 for ±∞ and NaN.
  div: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = x[i]! / y[j]!;
  }),
  pow: broadcastPair(
    (z, k, end, x, i, di, y, j, dj) => {
      for (; k < end; k++, i += di, j += dj) z[k] = x[i]! ** y[j]!;
    },
    (z, k, end, x, i, di, y, j, dj) => {
      for (; k < end; k++, i += di, j += dj) z[k] = integerPower(x[i]!, y[j]!);
    },
  ),
  maximum: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = Math.max(x[i]!, y[j]!);
  }),
  minimum: broadcastPair((z, k, end, x, i, di, y, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = Math.min(x[i]!, y[j]!);
  }),
};
