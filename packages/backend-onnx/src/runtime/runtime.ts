import type { DType, Shape, TypedArray } from "@nami/tensor-backend";
import type { Tensor } from "onnxruntime-common";

/** Hardware that ONNX Runtime can compute on: its name, or an object with that name and options of its own. */
export type ExecutionProvider = string | ({ readonly name: string } & Readonly<Record<string, unknown>>);

/** How a runtime is started. */
export interface RuntimeOptions {
  readonly executionProviders: readonly ExecutionProvider[] | undefined;
  readonly threads: number | undefined;
  /** Where a page serves the files of onnxruntime-web. */
  readonly files: string | Readonly<Record<string, string>> | undefined;
}

/** A model that is ready to run. */
export interface Session<T = Tensor> {
  run(feeds: Readonly<Record<string, T>>): Promise<Readonly<Record<string, T>>>;
  release(): Promise<void>;
}

/** ONNX Runtime, as far as programs need it, on one platform; `T` is what it knows tensors by. */
export interface Runtime<T = Tensor> {
  /** For people, e.g. `"onnx:cpu"`. */
  readonly name: string;
  /** Threads within an operator; 1 where nobody knows. */
  readonly threads: number;
  /** Whether shaders compute, whose functions are coarse. */
  readonly shaders: boolean;
  /** Whether loops and branches run where the rest does. Other providers than the processor hand their values to and fro. */
  readonly controlFlow: boolean;
  /** Floating-point operations of a tenth of a second or so: for as long as that, others may wait for a call of several rounds. */
  readonly operationsOfCall: number;
  /** @throws when the model is not one that the runtime takes, or a provider is not there */
  createSession(model: Uint8Array, options: SessionOptions): Promise<Session<T>>;
  /** A tensor over host values; the array is kept, not copied. */
  tensor(values: TypedArray, shape: Shape, dtype: DType): T;
  /** A tensor's values, which may be the tensor's own. */
  read(tensor: T): Promise<TypedArray>;
  /** Gives a tensor's memory back. */
  free(tensor: T): void;
  /** Ends what runs for it alone, when it owes nothing any more. */
  close?(): void;
}

/** {@link Runtime.operationsOfCall} of machine code on some cores, and of WebAssembly, whose one thread may be a phone's. */
export const operationsOfCall: { readonly native: number; readonly wasm: number } = {
  native: 2 ** 34,
  wasm: 2 ** 28,
};

/** A tensor in a lane: the number that both sides know it by, below 0 where the lane made it. */
export type LaneTensor = number;

/** Values on the host. */
export interface HostValues {
  readonly values: TypedArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A model that is ready to run in a lane. */
export interface LaneSession extends Session<LaneTensor> {
  /** Runs on values that are handed over for good, and hands over the outputs' values: one message each way. */
  compute(feeds: Readonly<Record<string, HostValues>>): Promise<Readonly<Record<string, TypedArray>>>;
}

/** ONNX Runtime in a thread of its own. */
export interface LaneRuntime extends Runtime<LaneTensor> {
  createSession(model: Uint8Array, options: SessionOptions): Promise<LaneSession>;
}

/** What differs from one session to the next. */
export interface SessionOptions {
  /** `"basic"` for double precision: some fusions of `"all"` have no double kernel. */
  readonly optimization: "basic" | "all";
  /** Whether one thread is enough. */
  readonly small: boolean;
}

/** Name of a provider. */
export function providerName(provider: ExecutionProvider): string {
  return typeof provider === "string" ? provider : provider.name;
}

/** Dtypes that a provider computes in: double precision on processors only. */
export function dtypesOn(provider: string): ReadonlySet<DType> {
  const common = ["float32", "int32", "bool"] as const;
  return new Set<DType>(onProcessor(provider) ? [...common, "float64"] : common);
}

/** Whether a provider computes on the processor, with kernels that are always there. */
export function onProcessor(provider: string): boolean {
  return provider === "cpu" || provider === "wasm";
}

/** Whether a provider computes with shaders. */
export function withShaders(provider: string): boolean {
  return provider === "webgpu";
}
