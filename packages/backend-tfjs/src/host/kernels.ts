import type { Overrides, PlainKernel } from "../kernel.js";
import { portableKernels } from "../portable/kernels.js";
import { hostIndexingKernels } from "./indexing.js";
import { hostMovingKernels } from "./moving.js";
import { pairKernels } from "./pairs.js";
import { sumKernels } from "./sums.js";
import { cast, unitKernels } from "./units.js";
import { where } from "./where.js";

/** TF.js's kernel on float32, the loop on other dtypes and on ranks beyond the six that XNNPACK takes. */
export function onFloat(kernel: PlainKernel, loop: PlainKernel): PlainKernel {
  return (scope, node, ...inputs) => {
    const plain = inputs.every((x) => x.dtype === "float32" && x.shape.length <= 6);
    return (plain ? kernel : loop)(scope, node, ...inputs);
  };
}

const { neg, abs, ...inexact } = unitKernels;

/**
 * What JavaScript computes in place on cpu and wasm.
 *
 * Loops stand where TF.js has no kernel, where its kernel is inexact or wrong (`sign` of NaN, `log1p` near 0, `sin`,
 * `erf`, sums, casts), and where it is slower than a loop (comparisons, `maximum`, `slice`, `broadcastTo`).
 */
export const hostKernels: Overrides = {
  ...inexact,
  ...pairKernels,
  ...hostMovingKernels,
  ...sumKernels,
  ...hostIndexingKernels,
  cast,
  where,
  neg: onFloat(portableKernels.neg as PlainKernel, neg),
  abs: onFloat(portableKernels.abs as PlainKernel, abs),
  add: onFloat(portableKernels.add as PlainKernel, pairKernels.add),
  sub: onFloat(portableKernels.sub as PlainKernel, pairKernels.sub),
  mul: onFloat(portableKernels.mul as PlainKernel, pairKernels.mul),
  div: onFloat(portableKernels.div as PlainKernel, pairKernels.div),
};
