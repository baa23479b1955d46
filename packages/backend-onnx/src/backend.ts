import { CapabilityError, OptionError, ShapeError } from "@nami/errors";
import {
  allocate,
  type Buffer,
  bufferLedger,
  type DType,
  type Program,
  showShape,
  sizeOf,
  type TensorBackend,
  type TypedArray,
} from "@nami/tensor-backend";
import type { Tensor } from "onnxruntime-common";
import { defaultProvider, loadRuntime } from "#runtime";
import { makeProgram } from "./program.js";
import { dtypesOn, type ExecutionProvider, providerName, type Runtime } from "./runtime/runtime.js";

/** Options of {@link onnxBackend}. */
export interface OnnxOptions {
  /** Threads within an operator. Default: physical cores in Node; half of the cores in an isolated page, else 1. */
  readonly threads?: number;
  /**
   * What computes, the first that can: `"cpu"` (the default in Node), `"wasm"` (in a page, and in Node with
   * onnxruntime-web), `"webgpu"`, `"cuda"`, `"dml"`, `"coreml"`, …, as far as the installed build has them.
   */
  readonly executionProviders?: readonly ExecutionProvider[];
  /** Where a page serves the files of onnxruntime-web: a folder, ending in `/`, or a map of file names. */
  readonly files?: string | Readonly<Record<string, string>>;
}

/** A TensorBackend on ONNX Runtime that also counts. */
export interface OnnxBackend extends TensorBackend {
  /** Live buffers: uploads and outputs less those freed. For leak tests. */
  numBuffers(): number;
}

function checkThreads(threads: number | undefined): void {
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1))
    throw new OptionError(
      `onnxBackend: threads must be a whole number from 1 on, got ${threads}. Leave it out for the physical cores.`,
    );
}

function checkProviders(providers: readonly ExecutionProvider[] | undefined): void {
  if (providers !== undefined && (!Array.isArray(providers) || !providers.length))
    throw new OptionError(
      `onnxBackend: executionProviders must be a list of names, got ${JSON.stringify(providers)}. Pass for example ["cpu"].`,
    );
}

/** Host values in a dtype, in an array of their own. */
function copyOf(values: TypedArray, dtype: DType): TypedArray {
  const copy = allocate(dtype, values.length);
  if (dtype === "bool") for (let i = 0; i < values.length; i++) copy[i] = values[i] ? 1 : 0;
  else copy.set(values);
  return copy;
}

/**
 * Runs each graph as one program of ONNX Runtime: `onnxruntime-node` in Node, `onnxruntime-web` in a page.
 *
 * Returns at once: the package is loaded at the first `compile`, `upload` or `read`. Everything that a graph holds
 * runs in one call, with the runtime's own plan of memory.
 *
 * @returns a backend with dtypes float32, int32 and bool, on processors float64 too, named e.g. `"onnx:cpu"`
 * @throws OptionError for options out of range; later, where it is awaited, CapabilityError when the package or a
 * provider is missing
 * @example
 * const backend = onnxBackend();
 * (await evaluate(add(tensor(1), 2), { backend })).item(); // 3
 */
export function onnxBackend({ threads, executionProviders, files }: OnnxOptions = {}): OnnxBackend {
  checkThreads(threads);
  checkProviders(executionProviders);
  const provider = executionProviders ? providerName(executionProviders[0]!) : defaultProvider;
  const name = `onnx:${provider}`;
  const dtypes = dtypesOn(provider);
  const ledger = bufferLedger<Tensor>(name, (tensor) => runtime?.free(tensor));
  const programs = new Set<Program>();
  let loading: Promise<Runtime> | undefined;
  let runtime: Runtime | undefined;
  let disposed = false;

  const ready = (action: string): void => {
    if (disposed)
      throw new CapabilityError(
        `${action}: ${name} must not be disposed, got one that is. Make a new backend.`,
      );
  };
  const checkDType = (action: string, dtype: DType): void => {
    if (!dtypes.has(dtype))
      throw new CapabilityError(
        `${action}: ${name} computes in ${[...dtypes].join(", ")}, got ${dtype}. Cast, or use a backend with ${dtype}.`,
      );
  };
  const load = async (): Promise<Runtime> => {
    loading ??= loadRuntime({ threads, executionProviders, files });
    try {
      runtime = await loading;
      return runtime;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
  const add = ({ tensor }: Runtime, values: TypedArray, shape: readonly number[], dtype: DType): Buffer =>
    ledger.add({ shape, dtype }, tensor(values, shape, dtype));

  return Object.freeze({
    name,
    dtypes,
    supports: (_, dtype) => dtypes.has(dtype),
    async compile(graph) {
      ready("compile");
      for (const { dtype } of [...graph.inputs, ...graph.nodes]) checkDType("compile", dtype);
      const program = await makeProgram(await load(), ledger, graph);
      programs.add(program);
      return {
        run: program.run,
        dispose() {
          programs.delete(program);
          program.dispose();
        },
      };
    },
    upload(values, shape, dtype) {
      ready("upload");
      checkDType("upload", dtype);
      if (values.length !== sizeOf(shape))
        throw new ShapeError(
          `upload: shape ${showShape(shape)} has ${sizeOf(shape)} elements, got ${values.length} values. Pass one value for each.`,
        );
      const copy = copyOf(values, dtype);
      return runtime
        ? add(runtime, copy, shape, dtype)
        : load().then((loaded) => add(loaded, copy, shape, dtype));
    },
    async read(buffer) {
      const tensor = ledger.open("read", buffer);
      return (await runtime!.read(tensor)).slice();
    },
    free(buffer) {
      // All was freed with the backend; a finalizer may still come for a forgotten tensor.
      if (!disposed) ledger.free(buffer);
    },
    numBuffers: ledger.count,
    dispose() {
      disposed = true;
      for (const program of programs) program.dispose();
      programs.clear();
      ledger.clear();
    },
  } satisfies OnnxBackend);
}
