import { hostKernels } from "../host/kernels.js";
import type { KernelTable } from "../kernel.js";
import { portableKernels } from "../portable/kernels.js";
import { convolutionKernels } from "./convolution.js";
import { matmul } from "./matmul.js";

/**
 * Kernels of the wasm device.
 *
 * Chosen by time on `[4096, 128]` in Node 20, one thread, in milliseconds; ratios hold elsewhere:
 *
 * - TF.js's arithmetic is XNNPACK's, 0.2–0.4 with any broadcasting; a loop takes 2.4.
 * - TF.js's `maximum` and comparisons take 5, and 70 with a column; loops 2.4. Its `sin` takes 22, the loop 6; `exp`,
 *   `tanh` and `log` are alike in both (6, 15, 7), and stay TF.js's.
 * - A column repeated by `Tile` takes 60, by the strided copy 1. `Select` and the loop take 2.5.
 * - `[4096, 128] × [128, 128]` takes 8, with the bias 8.2, the bias added after 8.6. With a transpose
 *   flag TF.js leaves XNNPACK, and takes ten times as long.
 * - Xᵀ·dY takes 10 after a transpose of 2. Cut into slices of 512 rows it gains a tenth at most, and is not.
 * - The sum over rows takes 2.8 by TF.js, 1.2 by the loop in double precision, and 0.3 as a product with ones, which
 *   adds 4,096 float32 one after the other and is not used for that.
 */
export const wasmKernels: KernelTable = Object.freeze({
  ...portableKernels,
  ...hostKernels,
  ...convolutionKernels,
  // Here TF.js's is exact.
  erf: portableKernels.erf,
  matmul,
});
