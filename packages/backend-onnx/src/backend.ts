import { checkOptions, OptionError } from "@nami/errors";
import { defaultProvider, lanesOf, loadRuntime } from "#runtime";
import { dtypesOn, type ExecutionProvider, type LaneRuntime, providerName } from "./runtime/runtime.js";
import { backendOn, type CountingBackend } from "./runtime-backend.js";

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
export type OnnxBackend = CountingBackend;

function checkThreads(threads: number | undefined): void {
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1))
    throw new OptionError(
      `onnxBackend: threads must be a whole number from 1 on, got ${threads}. Leave it out for the physical cores.`,
    );
}

function checkProviders(providers: readonly ExecutionProvider[] | undefined): void {
  const named = (provider: unknown): boolean =>
    typeof (typeof provider === "object" ? (provider as { name?: unknown } | null)?.name : provider) ===
    "string";
  if (
    providers !== undefined &&
    !(Array.isArray(providers) && providers.length > 0 && providers.every(named))
  )
    throw new OptionError(
      `onnxBackend: executionProviders must be a list of names, got ${JSON.stringify(providers)}. Pass for example ["cpu"].`,
    );
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
export function onnxBackend(options: OnnxOptions = {}): OnnxBackend {
  checkOptions<OnnxOptions>("onnxBackend", options, { threads: true, executionProviders: true, files: true });
  const { threads, executionProviders, files } = options;
  checkThreads(threads);
  checkProviders(executionProviders);
  const provider = executionProviders ? providerName(executionProviders[0]!) : defaultProvider;
  const name = `onnx:${provider}`;
  const dtypes = dtypesOn(provider);
  let threadsOfLanes: readonly LaneRuntime[] | undefined;
  const laneRuntimes = (): readonly LaneRuntime[] =>
    (threadsOfLanes ??= lanesOf({ threads, executionProviders }));
  let lanes: readonly CountingBackend[] | undefined;
  let disposed = false;
  const own = backendOn({
    name,
    dtypes,
    load: () => loadRuntime({ threads, executionProviders, files }),
    lanes: laneRuntimes,
  });
  return Object.freeze<OnnxBackend>({
    ...own,
    get lanes() {
      if (disposed) return [];
      lanes ??= laneRuntimes().map((runtime, i) =>
        backendOn({ name: `${name} lane ${i}`, dtypes, load: async () => runtime }),
      );
      return lanes;
    },
    numBuffers: () => [own, ...(lanes ?? [])].reduce((sum, backend) => sum + backend.numBuffers(), 0),
    dispose: () => {
      disposed = true;
      for (const backend of [own, ...(lanes ?? [])]) backend.dispose();
      for (const runtime of threadsOfLanes ?? []) runtime.close?.();
    },
  });
}
