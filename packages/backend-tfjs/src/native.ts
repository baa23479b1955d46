import { createRequire } from "node:module";
import type { Core } from "./runtime.js";

// In a bundle that is CommonJS this file has no address, but a name.
const require = createRequire((import.meta as Partial<ImportMeta>).url ?? __filename);

/**
 * A package of TF.js, loaded as the CommonJS that it is in Node: an import would read it a second time for the names of its
 * exports, which takes three times as long as loading it.
 *
 * @returns undefined where it isn't found, as in a bundle that holds it
 */
export function installed(name: string): unknown {
  try {
    return require(name);
  } catch {
    return undefined;
  }
}

/**
 * Loads TF.js's native addon for Node.
 *
 * It calls two functions of `node:util` that Node 23 removed, so they are put back before. The package is named by a
 * variable, so that no bundler looks for it.
 *
 * @param name `@tensorflow/tfjs-node` or `@tensorflow/tfjs-node-gpu`
 */
export async function importNative(name: string): Promise<Core> {
  const util = require("node:util") as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  return require(name) as Core;
}
