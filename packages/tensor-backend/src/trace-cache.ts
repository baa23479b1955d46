import type { Buffer, TensorBackend } from "./backend.js";
import { numbersOnHost } from "./host-numbers.js";
import { signatureOf, type Trace } from "./trace.js";
import type { Flattened } from "./tree.js";

/** Signatures that a compiled function keeps its traces of; the one used longest ago goes first. */
const signatures = 32;

/** A trace with what it keeps on the device. */
export interface PreparedTrace extends Trace {
  /** Device copies of captured host tensors, by graph input. */
  readonly captured: Map<number, Buffer>;
}

/** The traces of one function, by the signatures of its arguments. */
export interface TraceCache {
  /** The trace for arguments like these. */
  of(args: Flattened): PreparedTrace;
  /** Runs something with a trace, whose copies are kept until it has ended. */
  during<R>(trace: PreparedTrace, task: () => Promise<R>): Promise<R>;
  /** Frees all copies, those in use when they are no longer. */
  dispose(): void;
  /** Disposes when a value is garbage, for those who forget to. */
  disposeAfter(owner: object): void;
}

interface Kept extends PreparedTrace {
  /** Runs under way: they finish before the copies are freed. */
  running: number;
  disposed: boolean;
}

const abandoned = new FinalizationRegistry<() => void>((free) => free());

/** @param trace makes the trace for a signature that is new */
export function traceCache(trace: (args: Flattened) => Trace, backend: TensorBackend): TraceCache {
  const kept = new Map<string, Kept>();
  const release = ({ running, captured }: Kept): void => {
    if (running > 0) return;
    for (const buffer of captured.values()) backend.free(buffer);
    captured.clear();
  };
  const retire = (entry: Kept): void => {
    entry.disposed = true;
    release(entry);
  };
  const make = (args: Flattened): Kept => {
    const traced = trace(args);
    return { ...traced, ...numbersOnHost(traced), captured: new Map(), running: 0, disposed: false };
  };
  const dispose = (): void => {
    for (const entry of kept.values()) retire(entry);
    kept.clear();
  };
  return {
    of: (args) => {
      const signature = signatureOf(args);
      const entry = kept.get(signature) ?? make(args);
      kept.delete(signature);
      kept.set(signature, entry);
      for (const [key, oldest] of kept) {
        if (kept.size <= signatures) break;
        kept.delete(key);
        retire(oldest);
      }
      return entry;
    },
    during: async (prepared, task) => {
      const entry = prepared as Kept;
      entry.running++;
      try {
        return await task();
      } finally {
        entry.running--;
        if (entry.disposed) release(entry);
      }
    },
    dispose,
    disposeAfter: (owner) => abandoned.register(owner, dispose),
  };
}
