import { askWorker } from "../transport/ask-worker.js";
import { startWorker } from "../transport/start-worker.js";
import type { Wanted } from "./wanted.js";

/** The bytes of a file, made in a worker of its own. */
export const makeFile = (
  wanted: Wanted,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Uint8Array<ArrayBuffer>> =>
  askWorker<Wanted, Uint8Array<ArrayBuffer>>(startWorker("takeaway"), wanted, { signal, onProgress });
