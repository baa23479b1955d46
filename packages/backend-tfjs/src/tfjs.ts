import type { DType, Shape, ValueType } from "@nami/tensor-backend";
import type { KernelBackend, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs-core";

/** A value on the device: TF.js's handle of counted data, with a shape and a dtype. */
export type Value = TensorInfo;

/** Shape and dtype of a value, apart from it. */
export function typeOf({ shape, dtype }: Value): ValueType {
  return { shape: [...shape], dtype: dtype as DType };
}

/** What holds values on the host: TF.js has no float64. */
export type DeviceArray = Float32Array | Int32Array | Uint8Array;

/** Inputs of a TF.js kernel by name, or in order for the few that take a list. */
export type KernelInputs = NamedTensorInfoMap | readonly Value[];

/** Attributes of a TF.js kernel. */
export type KernelAttributes = NamedAttrMap;

/** Data that JavaScript can read and write in place: on cpu typed arrays, on wasm views of its memory. */
export interface HostMemory {
  /** A new value, not initialised. Making one may move the memory: views taken before are then dead. */
  allocate(shape: Shape, dtype: DType): Value;
  /** The elements of a value in place. */
  view(value: Value): DeviceArray;
  /** The shape with which the data was made; a reshape shares data and changes the handle only. */
  madeAs(value: Value): Shape;
}

/** A TF.js device that has been initialised: kernels, and counted data. */
export interface Runtime {
  /** Name of the device, e.g. `"tfjs:wasm"`. */
  readonly name: string;
  /** TF.js's owner of the data: `write`, `read`, `incRef`, `disposeData`, `numDataIds`. */
  readonly storage: KernelBackend;
  /** Only on cpu and wasm. */
  readonly host: HostMemory | undefined;
  /** A new value; the array becomes the device's. */
  write(values: DeviceArray, shape: Shape, dtype: DType): Value;
  /** Runs a kernel; the result is the caller's to free. */
  call(kernel: string, inputs: KernelInputs, attributes: KernelAttributes): Value;
}
