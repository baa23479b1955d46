import { CapabilityError, DataError, ShapeError } from "@nami/errors";
import {
  type Buffer,
  type BufferLedger,
  checkInputs,
  type Graph,
  type Program,
  type ScanInput,
  type ValueType,
  valueType,
} from "@nami/tensor-backend";
import type { Engine } from "./engine.js";

/**
 * A graph as a program over the buffers of a ledger.
 *
 * @param owner name of the runtime, for messages
 * @param starting what will compute it
 * @param sources where the inputs of each round are from, when it runs round after round
 * @throws CapabilityError when the runtime does not take the graph
 * @throws DataError from a run, for an index outside of its axis
 * @throws CapabilityError from a run whose inputs are freed before it has ended
 */
export async function makeProgram<T>(
  owner: string,
  ledger: BufferLedger<T>,
  graph: Graph,
  starting: Promise<Engine<T>>,
  sources?: readonly ScanInput[],
): Promise<Program> {
  const failure = (action: string, cause: unknown): CapabilityError | DataError => {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/out of (data )?bounds/.test(message))
      return new DataError(
        `${action}: indices must lie inside of their axis, got ${JSON.stringify(message)}. Check them against its size.`,
        { cause },
      );
    return new CapabilityError(
      `${action}: ${owner} must run the graph, got ${JSON.stringify(message)}. Compare with referenceBackend, which runs all graphs.`,
      { cause },
    );
  };
  const engine = await starting.catch((cause: unknown) => {
    throw failure("compile", cause);
  });
  const types = graph.outputs.map((value) => valueType(graph, value));
  let running = 0;
  let disposed = false;
  const release = (): void => {
    if (disposed && running === 0) engine.release().catch(() => undefined);
  };
  return Object.freeze({
    async run(buffers: readonly Buffer[]) {
      if (disposed)
        throw new CapabilityError(
          "run: a program must not be disposed, got one that is. Compile the graph again.",
        );
      const inputs = buffers.map((buffer) => ledger.open("run", buffer));
      checkInputs(graph, sources ? ofOneRound(buffers, sources) : buffers);
      running++;
      try {
        const results = await engine.run(inputs);
        return results.map((result, i) => ledger.add(types[i]!, result));
      } catch (cause) {
        const error = failure("run", cause);
        // The runtime has no words for an input that is no more.
        if (error instanceof DataError || buffers.every(ledger.has)) throw error;
        throw new CapabilityError(
          "run: inputs must live until the run has ended, got one that was freed meanwhile, by another call that it was donated to or with its backend. Await a call before its tensors are donated or its backend is disposed.",
          { cause },
        );
      } finally {
        running--;
        release();
      }
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      release();
    },
  } satisfies Program);
}

/**
 * The types of a round's inputs.
 *
 * @throws ShapeError unless what is stacked is stacked for equally many rounds
 */
function ofOneRound(types: readonly ValueType[], sources: readonly ScanInput[]): ValueType[] {
  const stacked = types.filter((_, place) => sources[place]?.kind === "stacked");
  const rounds = stacked.map(({ shape }) => shape[0] ?? 0);
  if (rounds.some((count) => count !== rounds[0] || count < 1))
    throw new ShapeError(
      `run: stacked inputs must be there for each round, got ${rounds.join(", ")} of them. Stack as many of each, one at least.`,
    );
  return types.map((type, place) =>
    sources[place]?.kind === "stacked" ? { ...type, shape: type.shape.slice(1) } : type,
  );
}
