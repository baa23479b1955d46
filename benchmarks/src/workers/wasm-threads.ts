import { getThreadsCount } from "@tensorflow/tfjs-backend-wasm";

/** Threads of TF.js on wasm. */
export function wasmThreads(): string {
  try {
    return String(getThreadsCount());
  } catch {
    return "its own choice"; // not begun yet
  }
}
