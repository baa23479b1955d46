import type { DType, Shape, TypedArray } from "@nami/tensor-backend";
import type { InferenceSession, Tensor } from "onnxruntime-common";

/** Hardware that ONNX Runtime can compute on: its name, or an object with that name and options of its own. */
export type ExecutionProvider = string | ({ readonly name: string } & Readonly<Record<string, unknown>>);

/** How a runtime is started. */
export interface RuntimeOptions {
  readonly executionProviders: readonly ExecutionProvider[] | undefined;
  readonly threads: number | undefined;
  /** Where a page serves the files of onnxruntime-web. */
  readonly files: string | Readonly<Record<string, string>> | undefined;
}

/** ONNX Runtime, as far as programs need it, on one platform. */
export interface Runtime {
  /** For people, e.g. `"onnx:cpu"`. */
  readonly name: string;
  /** Threads within an operator; 1 where nobody knows. */
  readonly threads: number;
  /** @throws when the model is not one that the runtime takes, or a provider is not there */
  createSession(model: Uint8Array, options: SessionOptions): Promise<InferenceSession>;
  /** A tensor over host values; the array is kept, not copied. */
  tensor(values: TypedArray, shape: Shape, dtype: DType): Tensor;
}

/** What differs from one session to the next. */
export interface SessionOptions {
  /** `"basic"` for double precision: some fusions of `"all"` have no double kernel. */
  readonly optimization: "basic" | "all";
}

/** Name of a provider. */
export function providerName(provider: ExecutionProvider): string {
  return typeof provider === "string" ? provider : provider.name;
}
