import type { Shape } from "@nami/tensor-backend";
import type { Device } from "./device.js";
import { webglKernels, webgpuKernels } from "./gpu/kernels.js";
import { hostKernels } from "./host/kernels.js";
import type { KernelTable } from "./kernel.js";
import { portableKernels } from "./portable/kernels.js";
import type { Scope } from "./scope.js";
import type { Value } from "./tfjs.js";
import { wasmKernels } from "./wasm/kernels.js";
import { matmulBias } from "./wasm/matmul.js";

/** What a device computes with. */
export interface DeviceKernels {
  readonly table: KernelTable;
  /** `x·w + bias` as one kernel, where that is faster. */
  readonly matmulBias?: (scope: Scope, shape: Shape, x: Value, w: Value, bias: Value) => Value;
}

const cpuKernels: KernelTable = Object.freeze({ ...portableKernels, ...hostKernels });

/** The kernels of each device. */
export const kernelsOf: { readonly [D in Device]: DeviceKernels } = {
  cpu: { table: cpuKernels },
  wasm: { table: wasmKernels, matmulBias },
  webgl: { table: webglKernels },
  webgpu: { table: webgpuKernels },
  node: { table: portableKernels },
  "node-gpu": { table: portableKernels },
};
