import { CapabilityError } from "@nami/errors";
import {
  type Buffer,
  type BufferLedger,
  checkInputs,
  type Graph,
  type Program,
  valueType,
} from "@nami/tensor-backend";
import { lowerGraph } from "./lower/lower.js";
import { isSmall } from "./lower/small-work.js";
import { encodeModel } from "./model/encode.js";
import type { Runtime } from "./runtime/runtime.js";

function isDouble(graph: Graph): boolean {
  return [...graph.inputs, ...graph.nodes].some(({ dtype }) => dtype === "float64");
}

/**
 * A graph as one session of ONNX Runtime: a whole training step or solver step is one call.
 *
 * @throws CapabilityError when the runtime does not take the model
 */
export async function makeProgram<T>(
  runtime: Runtime<T>,
  ledger: BufferLedger<T>,
  graph: Graph,
): Promise<Program> {
  const failure = (action: string, cause: unknown): CapabilityError =>
    new CapabilityError(
      `${action}: ${runtime.name} must run the graph, got ${JSON.stringify(cause instanceof Error ? cause.message : String(cause))}. Compare with referenceBackend, which runs all graphs.`,
      { cause },
    );
  const small = isSmall(graph);
  const { shaders } = runtime;
  const model = encodeModel(lowerGraph(graph, { shaders, threads: small ? 1 : runtime.threads }));
  const session = await runtime
    .createSession(model, { optimization: isDouble(graph) ? "basic" : "all", small })
    .catch((cause: unknown) => {
      throw failure("compile", cause);
    });
  const outputs = graph.outputs.map((value, i) => ({ name: `o${i}`, type: valueType(graph, value) }));
  let running = 0;
  let disposed = false;
  const release = (): void => {
    if (disposed && running === 0) session.release().catch(() => undefined);
  };
  return Object.freeze({
    async run(buffers: readonly Buffer[]) {
      if (disposed)
        throw new CapabilityError(
          "run: a program must not be disposed, got one that is. Compile the graph again.",
        );
      const feeds = Object.fromEntries(buffers.map((buffer, i) => [`i${i}`, ledger.open("run", buffer)]));
      checkInputs(graph, buffers);
      running++;
      try {
        const results = await session.run(feeds);
        return outputs.map(({ name, type }) => ledger.add(type, results[name]!));
      } catch (cause) {
        throw failure("run", cause);
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
