import type { Device } from "./device.js";
import type { Core } from "./runtime.js";

/** What only some devices take. */
export interface LoadOptions {
  readonly wasmPaths?: string | Readonly<Record<string, string>> | undefined;
  readonly threads?: number | undefined;
}

/** Imports the packages of a device and gives TF.js's core. */
export type Importer = (options: LoadOptions) => Promise<Core>;

/**
 * How each device's packages are loaded: only when the device is used.
 *
 * The native addons stand behind a package import that is empty outside of Node, so that bundlers never see them.
 */
export const importers: { readonly [D in Device]: Importer } = {
  cpu: async () => {
    await import("@tensorflow/tfjs-backend-cpu");
    return import("@tensorflow/tfjs-core");
  },
  wasm: async ({ wasmPaths, threads }) => {
    const wasm = await import("@tensorflow/tfjs-backend-wasm");
    if (wasmPaths !== undefined)
      wasm.setWasmPaths(typeof wasmPaths === "string" ? wasmPaths : { ...wasmPaths });
    if (threads !== undefined) wasm.setThreadsCount(threads);
    return import("@tensorflow/tfjs-core");
  },
  webgl: async () => {
    await import("@tensorflow/tfjs-backend-webgl");
    return import("@tensorflow/tfjs-core");
  },
  webgpu: async () => {
    await import("@tensorflow/tfjs-backend-webgpu");
    return import("@tensorflow/tfjs-core");
  },
  node: async () => (await import("#native")).importNative("@tensorflow/tfjs-node"),
  "node-gpu": async () => (await import("#native")).importNative("@tensorflow/tfjs-node-gpu"),
};
