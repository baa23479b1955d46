import type { Core } from "./runtime.js";

/** Where there is no Node: packages are imported. */
export function installed(_name: string): unknown {
  return undefined;
}

/** Where there is no Node: the native addons cannot run. */
export async function importNative(name: string): Promise<Core> {
  throw new Error(`${name} runs in Node only`);
}
