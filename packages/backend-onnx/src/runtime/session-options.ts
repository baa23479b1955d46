import type { InferenceSession } from "onnxruntime-common";
import type { ExecutionProvider, SessionOptions } from "./runtime.js";

/**
 * Options of a session.
 *
 * One operator runs at a time, on all threads: in the graphs of training steps and solver steps the large products
 * follow each other. Threads of a pool do not spin between runs: they would take the processor from whoever runs next.
 *
 * @param outputLocation where outputs stay: read by the next run there, they do not travel
 * @param threads 0 leaves their number to the runtime
 */
export function sessionOptions(
  { optimization }: SessionOptions,
  executionProviders: readonly ExecutionProvider[],
  threads: number,
  outputLocation: "cpu" | "gpu-buffer" = "cpu",
): InferenceSession.SessionOptions {
  return {
    executionProviders: executionProviders as InferenceSession.ExecutionProviderConfig[],
    graphOptimizationLevel: optimization,
    executionMode: "sequential",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    preferredOutputLocation: outputLocation,
    // Errors are thrown; the runtime need not print them as well.
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: "1" }, force_spinning_stop: "1" } },
  };
}
