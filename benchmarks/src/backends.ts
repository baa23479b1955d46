import { createRequire } from "node:module";
import { onnxBackend } from "@nami/backend-onnx";
import { tfjsBackend } from "@nami/backend-tfjs";
import type { TensorBackend } from "@nami/tensor-backend";
import { wasmThreads } from "./workers/wasm-threads.js";

/** A backend of nami. */
interface Entry {
  readonly make: () => TensorBackend;
  /** The package that does its arithmetic. */
  readonly engine: string;
  /** How many threads it computes on, as far as it tells. */
  readonly threads: () => string;
}

/** Backends that nami takes part on. */
const backends: Readonly<Record<string, Entry>> = {
  onnx: { make: () => onnxBackend(), engine: "onnxruntime-node", threads: () => "physical cores" },
  "tfjs-wasm": {
    make: () => tfjsBackend({ device: "wasm" }),
    engine: "@tensorflow/tfjs-backend-wasm",
    threads: wasmThreads,
  },
};

/** The entry of a name. */
function entryOf(name: string | undefined): Entry {
  const entry = backends[name ?? ""];
  if (!entry) throw new Error(`nami: the backend must be one of ${Object.keys(backends)}, got ${name}.`);
  return entry;
}

/** A backend by its name. */
export const backendOf = (name: string | undefined): TensorBackend => entryOf(name).make();

/** The version of the package under a backend, and its threads. */
export function versionsOf(name: string | undefined): Readonly<Record<string, string>> {
  const { engine, threads } = entryOf(name);
  const { version } = createRequire(import.meta.url)(`${engine}/package.json`) as { version: string };
  return { [engine]: version, threads: threads() };
}
