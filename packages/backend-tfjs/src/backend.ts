import { CapabilityError, checkOptions, OptionError, ShapeError } from "@nami/errors";
import {
  type Buffer,
  type BufferLedger,
  bufferLedger,
  type DType,
  type Program,
  showShape,
  sizeOf,
  type TensorBackend,
  type TypedArray,
} from "@nami/tensor-backend";
import { castArray, newArray } from "./cast.js";
import { type Device, kernelRegistry } from "./device.js";
import { type Importer, importerOf } from "./importers.js";
import { kernelsOf } from "./kernels-of.js";
import { loadRuntime } from "./load.js";
import { makeProgram } from "./program.js";
import { checkSupport, supports } from "./supports.js";
import type { DeviceArray, Runtime, Value } from "./tfjs.js";

/** Options of {@link tfjsBackend}. */
export interface TfjsOptions {
  /** Where to compute. `"wasm"` runs everywhere and is the fastest without a GPU. */
  readonly device: Device;
  /**
   * Where the `.wasm` files of `@tensorflow/tfjs-backend-wasm` are: a folder, ending in `/`, or a map from file names
   * to places. Node finds them by itself. Counts for the first wasm backend of a process.
   */
  readonly wasmPaths?: string | Readonly<Record<string, string>>;
  /** Threads of wasm, in browsers on pages that are cross-origin isolated; half of the cores unless told. */
  readonly threads?: number;
}

/** A TensorBackend on TF.js that also counts. */
export interface TfjsBackend extends TensorBackend {
  readonly device: Device;
  /**
   * Data held by the device: buffers, and constants of programs. 0 before the device is loaded. For leak tests. TF.js
   * has one device of a kind in a process, so other users of that device count too.
   */
  numDataIds(): number;
}

interface Loaded {
  readonly runtime: Runtime;
  readonly ledger: BufferLedger<Value>;
}

const dtypes: ReadonlySet<DType> = new Set<DType>(["float32", "int32", "bool"]);

function checkUpload(name: string, values: TypedArray, shape: readonly number[], dtype: DType): void {
  if (!dtypes.has(dtype))
    throw new CapabilityError(
      `upload: ${name} computes in ${[...dtypes].join(", ")}, got ${dtype}. Convert to float32, or use referenceBackend.`,
    );
  if (values.length !== sizeOf(shape))
    throw new ShapeError(
      `upload: shape ${showShape(shape)} has ${sizeOf(shape)} elements, got ${values.length} values. Pass one value for each.`,
    );
}

/**
 * Runs graphs on the kernels of TensorFlow.js.
 *
 * Returns at once: the packages of the device are loaded, and the device initialised, at the first `compile`, `upload`
 * or `read`. Kernels are called by device, never through TF.js's global backend, so several devices can be used in one
 * process. Only kernels are used, none of TF.js's gradients.
 *
 * @returns a backend with dtypes float32, int32 and bool, named e.g. `"tfjs:wasm"`
 * @throws OptionError for an unknown device; later, where it is awaited, CapabilityError when a package is missing
 * @example
 * const backend = tfjsBackend({ device: "wasm" });
 * (await evaluate(add(tensor(1), 2), { backend })).item(); // 3
 */
export function tfjsBackend(options: TfjsOptions): TfjsBackend {
  checkOptions<TfjsOptions>("tfjsBackend", options, { device: true, wasmPaths: true, threads: true });
  const { device, wasmPaths, threads } = options;
  return backendFrom({ device, importer: importerOf(device), wasmPaths, threads });
}

/** The same with another way to load the packages. */
export function backendFrom({
  device,
  importer,
  ...options
}: { readonly [K in keyof TfjsOptions]: TfjsOptions[K] | undefined } & {
  readonly device: Device;
  readonly importer: Importer;
}): TfjsBackend {
  if (!Object.hasOwn(kernelRegistry, device))
    throw new OptionError(
      `tfjsBackend: device must be one of ${Object.keys(kernelRegistry).join(", ")}, got ${JSON.stringify(device)}. Pass one of them.`,
    );
  const name = `tfjs:${device}`;
  const programs = new Set<Program>();
  let loading: Promise<Loaded> | undefined;
  let loaded: Loaded | undefined;
  let disposed = false;

  const checkLive = (): void => {
    if (disposed)
      throw new CapabilityError(
        `tfjsBackend: ${name} must not be disposed, got one that is. Make a new backend.`,
      );
  };
  const load = (): Promise<Loaded> => {
    checkLive();
    loading ??= loadRuntime(device, options, importer).then(
      (runtime) => {
        loaded = {
          runtime,
          ledger: bufferLedger<Value>(name, ({ dataId }) => runtime.storage.disposeData(dataId)),
        };
        return loaded;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  // After a wait each looks again whether the backend is disposed: what it made then, nobody would free.
  const uploadTo = (
    { runtime, ledger }: Loaded,
    values: DeviceArray,
    shape: readonly number[],
    dtype: DType,
  ): Buffer => {
    checkLive();
    return ledger.add({ shape, dtype }, runtime.write(values, shape, dtype));
  };

  return Object.freeze({
    name,
    device,
    dtypes,
    supports: (primitive, dtype) => dtypes.has(dtype) && supports(device, primitive, dtype),
    async compile(graph) {
      checkSupport(device, graph);
      const { runtime, ledger } = await load();
      checkLive();
      const program = makeProgram(runtime, kernelsOf[device], ledger, graph);
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
      checkUpload(name, values, shape, dtype);
      // TF.js's cpu device keeps the array that it is given.
      const copy = castArray(values, dtype);
      return loaded && !disposed
        ? uploadTo(loaded, copy, shape, dtype)
        : load().then((ready) => uploadTo(ready, copy, shape, dtype));
    },
    async read(buffer) {
      // Without a wait when loaded: the buffer may be freed as soon as this has returned.
      const { runtime, ledger } = loaded && !disposed ? loaded : await load();
      checkLive();
      const { dataId, shape } = ledger.open("read", buffer);
      if (sizeOf(shape) === 0) return newArray(buffer.dtype, 0);
      return castArray((await runtime.storage.read(dataId)) as DeviceArray, buffer.dtype);
    },
    free(buffer) {
      // All was freed with the backend; a finalizer may still come for a forgotten tensor.
      if (disposed) return;
      if (!loaded)
        throw new CapabilityError(
          `free: a buffer must be a live one of ${name}, got one of another backend. Free it there.`,
        );
      loaded.ledger.free(buffer);
    },
    numDataIds: () => loaded?.runtime.storage.numDataIds() ?? 0,
    dispose() {
      disposed = true;
      for (const program of programs) program.dispose();
      programs.clear();
      loaded?.ledger.clear();
    },
  } satisfies TfjsBackend);
}
