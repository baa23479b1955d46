import { hostKernels } from "../host/kernels.js";
import type { KernelTable } from "../kernel.js";
import { portableKernels } from "../portable/kernels.js";
import { convolutionKernels } from "./convolution.js";
import { matmul } from "./matmul.js";

/** Kernels of the wasm device. */
export const wasmKernels: KernelTable = Object.freeze({
  ...portableKernels,
  ...hostKernels,
  ...convolutionKernels,
  // Here TF.js's is exact.
  erf: portableKernels.erf,
  matmul,
});
