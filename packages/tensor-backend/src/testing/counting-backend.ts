import type { TensorBackend } from "../backend.js";
import { type ReferenceBackend, referenceBackend } from "../reference/reference-backend.js";

/** What a backend was asked to do. */
export interface Counts {
  compiled: number;
  disposed: number;
  runs: number;
}

/** A reference backend that counts programs, for tests of caching and of memory. */
export function countingBackend(inner: ReferenceBackend = referenceBackend()): {
  readonly backend: ReferenceBackend;
  readonly counts: Counts;
} {
  const counts: Counts = { compiled: 0, disposed: 0, runs: 0 };
  const compile: TensorBackend["compile"] = async (graph) => {
    counts.compiled++;
    const program = await inner.compile(graph);
    return {
      run: (inputs) => {
        counts.runs++;
        return program.run(inputs);
      },
      dispose: () => {
        counts.disposed++;
        program.dispose();
      },
    };
  };
  return { backend: { ...inner, compile }, counts };
}
