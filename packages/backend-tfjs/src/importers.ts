import type { Device } from "./device.js";
import type { Core } from "./runtime.js";

type Wasm = typeof import("@tensorflow/tfjs-backend-wasm");

/** What only some devices take. */
export interface LoadOptions {
  readonly wasmPaths?: string | Readonly<Record<string, string>> | undefined;
  readonly threads?: number | undefined;
}

/** Imports the packages of a device and gives TF.js's core. */
export type Importer = (options: LoadOptions) => Promise<Core>;

const platform = globalThis as { readonly process?: { readonly versions?: { readonly node?: string } } };

/** A package as Node has it; undefined elsewhere, where a page without a bundler knows nothing of package imports. */
const installed = async <M>(name: string): Promise<M | undefined> =>
  platform.process?.versions?.node === undefined
    ? undefined
    : ((await import("#native")).installed(name) as M | undefined);

/**
 * Loads a device's packages, only when the device is used.
 *
 * The imports stand in a `try` block, by which bundlers know that a package may be absent: those of other devices
 * need not be installed. The native addons stand behind a package import that is empty outside of Node, so that
 * bundlers never see them.
 */
export const importerOf =
  (device: Device): Importer =>
  async ({ wasmPaths, threads }) => {
    try {
      switch (device) {
        case "cpu":
          if (!(await installed("@tensorflow/tfjs-backend-cpu")))
            await import("@tensorflow/tfjs-backend-cpu");
          break;
        case "wasm": {
          const wasm =
            (await installed<Wasm>("@tensorflow/tfjs-backend-wasm")) ??
            (await import("@tensorflow/tfjs-backend-wasm"));
          if (wasmPaths !== undefined)
            wasm.setWasmPaths(typeof wasmPaths === "string" ? wasmPaths : { ...wasmPaths });
          if (threads !== undefined) wasm.setThreadsCount(threads);
          break;
        }
        case "webgl":
          await import("@tensorflow/tfjs-backend-webgl");
          break;
        case "webgpu":
          await import("@tensorflow/tfjs-backend-webgpu");
          break;
        case "node":
        case "node-gpu":
          return (await import("#native")).importNative(`@tensorflow/tfjs-${device}`);
        default:
          return device satisfies never;
      }
      return (await installed<Core>("@tensorflow/tfjs-core")) ?? (await import("@tensorflow/tfjs-core"));
    } catch (cause) {
      throw new Error(`the packages of device "${device}" could not be imported`, { cause });
    }
  };
