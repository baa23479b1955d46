import { useForLargeDraws } from "./kernels/kernels.js";
import { wasmKernels } from "./kernels/wasm.js";

/**
 * Has large draws of uniform and normal numbers done in WebAssembly from now on, several times faster and bit for bit the
 * same. Where that is missing or forbidden, all stays as it is.
 *
 * A call of its own, since it brings 2.5 kB with it: `@nami/tensor-backend` makes it, `@nami/solvers` alone does not.
 */
export function drawWithWebAssembly(): void {
  useForLargeDraws(wasmKernels);
}
