import { type DType, type Shape, sizeOf } from "@nami/tensor-backend";
import type { DataType, KernelBackend, KernelFunc } from "@tensorflow/tfjs-core";
import { newArray } from "./cast.js";
import { type Device, kernelRegistry } from "./device.js";
import type { DeviceArray, HostMemory, Runtime, Value } from "./tfjs.js";

/** The part of TF.js's core that a runtime needs. */
export type Core = Pick<
  typeof import("@tensorflow/tfjs-core"),
  "engine" | "getKernel" | "getKernelsForBackend"
>;

/** TF.js's cpu backend, as far as its storage is used. */
interface CpuStorage extends KernelBackend {
  readonly data: { get(dataId: object): { readonly values: DeviceArray } };
}

/** TF.js's wasm backend, as far as its memory is used. */
interface WasmStorage extends KernelBackend {
  readonly dataIdMap: { get(dataId: object): { readonly shape: Shape } };
  makeOutput(shape: number[], dtype: DType): Value;
  typedArrayFromHeap(value: Value): DeviceArray;
}

function cpuMemory(storage: CpuStorage): HostMemory {
  return {
    allocate: (shape, dtype) => write(storage, newArray(dtype, sizeOf(shape)), shape, dtype),
    view: ({ dataId }) => storage.data.get(dataId).values,
    madeAs: ({ shape }) => shape,
  };
}

function wasmMemory(storage: WasmStorage): HostMemory {
  return {
    allocate: (shape, dtype) => storage.makeOutput([...shape], dtype),
    view: (value) => storage.typedArrayFromHeap(value),
    madeAs: ({ dataId }) => storage.dataIdMap.get(dataId).shape,
  };
}

function write(storage: KernelBackend, values: DeviceArray, shape: Shape, dtype: DType): Value {
  // Arrays are made by newArray, which knows no float64.
  const type = dtype as DataType;
  return { dataId: storage.write(values, [...shape], type), shape: [...shape], dtype: type };
}

/**
 * Calls the kernels of one device directly.
 *
 * Neither TF.js's global backend nor its tensors take part, so that devices can live side by side.
 *
 * @param storage an initialised TF.js backend
 */
export function runtimeOf(device: Device, core: Core, storage: KernelBackend): Runtime {
  const registry = kernelRegistry[device];
  const known = new Map<string, KernelFunc | undefined>();
  const find = (kernel: string): KernelFunc | undefined => {
    if (!known.has(kernel)) known.set(kernel, core.getKernel(kernel, registry)?.kernelFunc);
    return known.get(kernel);
  };
  const host =
    device === "cpu"
      ? cpuMemory(storage as CpuStorage)
      : device === "wasm"
        ? wasmMemory(storage as WasmStorage)
        : undefined;
  return Object.freeze({
    name: `tfjs:${device}`,
    storage,
    host,
    write: (values, shape, dtype) => write(storage, values, shape, dtype),
    call: (kernel, inputs, attrs) => {
      const run = find(kernel);
      if (!run) throw new Error(`TF.js has no kernel ${kernel} for ${registry}`);
      const result = run({ inputs: inputs as Record<string, Value>, attrs, backend: storage });
      return Array.isArray(result) ? result[0]! : result;
    },
  } satisfies Runtime);
}
