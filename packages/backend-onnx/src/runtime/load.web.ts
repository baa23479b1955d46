import { CapabilityError } from "@nami/errors";
import type * as Ort from "onnxruntime-common";
import { type ExecutionProvider, providerName, type Runtime, type RuntimeOptions } from "./runtime.js";
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

/** What computes unless asked otherwise. */
export const defaultProvider = "wasm";

/** A runtime in a page or a worker: wasm unless other providers are asked for. */
export async function loadRuntime({ executionProviders, threads, files }: RuntimeOptions): Promise<Runtime> {
  const providers: readonly ExecutionProvider[] = executionProviders ?? [defaultProvider];
  const onProcessor = providers.every((provider) => ["wasm", "cpu"].includes(providerName(provider)));
  const ort = onProcessor
    ? await load(import("onnxruntime-web/wasm"))
    : await load(import("onnxruntime-web/webgpu"));
  const count = usableThreads(threads);
  ort.env.wasm.numThreads = count;
  if (files !== undefined) ort.env.wasm.wasmPaths = files;
  return {
    name: `onnx:${providerName(providers[0]!)}`,
    threads: onProcessor ? count : 1,
    createSession: (model, options) =>
      ort.InferenceSession.create(model, sessionOptions(options, providers, 0)),
    tensor: (values, shape, dtype) => new ort.Tensor(dtype, values as Float32Array, shape),
  };
}
