import { CapabilityError } from "@nami/errors";
import type { TypedArray } from "@nami/tensor-backend";
import type * as Ort from "onnxruntime-common";
import { checkStart } from "./check-start.js";
import { inTurn } from "./in-turn.js";
import {
  type ExecutionProvider,
  type LaneRuntime,
  onProcessor,
  operationsOfCall,
  providerName,
  type Runtime,
  type RuntimeOptions,
  withShaders,
} from "./runtime.js";
import { sessionOptions } from "./session-options.js";

async function load(importing: Promise<unknown>): Promise<typeof Ort> {
  try {
    return (await importing) as typeof Ort;
  } catch (cause) {
    throw new CapabilityError(
      `onnxBackend: the package onnxruntime-web must be there, got ${JSON.stringify(cause instanceof Error ? cause.message : String(cause))}. Install it with npm install onnxruntime-web, and let your page serve it.`,
      { cause },
    );
  }
}

/** Threads need memory that they share, which a page has only when it is isolated from other origins. */
function usableThreads(threads: number | undefined): number {
  const page = globalThis as {
    readonly crossOriginIsolated?: boolean;
    readonly navigator?: { readonly hardwareConcurrency?: number };
  };
  if (!page.crossOriginIsolated) return 1;
  return threads ?? Math.max(1, Math.floor((page.navigator?.hardwareConcurrency ?? 1) / 2));
}

const atOnce = <T>(call: () => Promise<T>): Promise<T> => call();
/** The build for GPUs waits within a call, and can wait for one call only; it is one for all backends of a page. */
const queue = inTurn();

/** What computes unless asked otherwise. */
export const defaultProvider = "wasm";

/** A page has its threads within operators. */
export const lanesOf = (_: Omit<RuntimeOptions, "files">): LaneRuntime[] => [];

/** A runtime in a page or a worker: wasm unless other providers are asked for. */
export async function loadRuntime({ executionProviders, threads, files }: RuntimeOptions): Promise<Runtime> {
  const providers: readonly ExecutionProvider[] = executionProviders ?? [defaultProvider];
  const first = providerName(providers[0]!);
  const asked = providers.map(providerName).find((name) => !onProcessor(name));
  const processor = asked === undefined;
  const ort = processor
    ? await load(import("onnxruntime-web/wasm"))
    : await load(import("onnxruntime-web/webgpu"));
  const count = usableThreads(threads);
  ort.env.wasm.numThreads = count;
  if (files !== undefined) ort.env.wasm.wasmPaths = files;
  // Errors are thrown; the runtime need not print them as well.
  ort.env.logLevel = "fatal";
  const location = withShaders(first) ? "gpu-buffer" : "cpu";
  const take = processor ? atOnce : queue;
  const runtime: Runtime = {
    name: `onnx:${first}`,
    threads: processor ? count : 1,
    shaders: withShaders(first),
    controlFlow: processor,
    operationsOfCall: operationsOfCall.wasm,
    createSession: (model, options) =>
      take(async () => {
        const settings = sessionOptions(options, providers, options.small ? 1 : 0, location);
        const session = await ort.InferenceSession.create(model, settings);
        return {
          run: (feeds) => take(() => session.run(feeds)),
          release: () => take(() => session.release()),
        };
      }),
    tensor: (values, shape, dtype) => new ort.Tensor(dtype, values as Float32Array, shape),
    read: async (tensor) => (await take(() => tensor.getData())) as TypedArray,
    // After the runs that read it.
    free: (tensor) => void take(async () => tensor.dispose()),
  };
  if (asked !== undefined) await checkStart(asked, "onnxruntime-web", runtime.createSession);
  return runtime;
}
