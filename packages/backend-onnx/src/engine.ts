import type { Graph } from "@nami/tensor-backend";
import { lowerGraph } from "./lower/lower.js";
import { isSmall } from "./lower/work.js";
import { encodeModel } from "./model/encode.js";
import type { Runtime, Session } from "./runtime/runtime.js";

/** What computes a graph's outputs, as the runtime's tensors, from tensors for its inputs. */
export interface Engine<T> {
  run(inputs: readonly T[]): Promise<T[]>;
  release(): Promise<void>;
}

const isDouble = (graph: Graph): boolean =>
  [...graph.inputs, ...graph.nodes].some(({ dtype }) => dtype === "float64");

/** A session for a graph, with inputs named `i0, i1, …` and outputs `o0, o1, …`. */
export function sessionFor<R extends Runtime<unknown>>(
  runtime: R,
  graph: Graph,
  small: boolean = isSmall(graph),
): ReturnType<R["createSession"]> {
  const { shaders } = runtime;
  const model = encodeModel(lowerGraph(graph, { shaders, threads: small ? 1 : runtime.threads }));
  const options = { optimization: isDouble(graph) ? "basic" : "all", small } as const;
  return runtime.createSession(model, options) as ReturnType<R["createSession"]>;
}

/** A graph as one session: a whole training step or solver step is one call. */
export async function wholeGraph<T>(runtime: Runtime<T>, graph: Graph): Promise<Engine<T>> {
  const session: Session<T> = await sessionFor(runtime, graph);
  return {
    run: async (inputs) => {
      const results = await session.run(asInputs(inputs));
      return graph.outputs.map((_, i) => results[`o${i}`]!);
    },
    release: () => session.release(),
  };
}

/** Values under the names of inputs: `i0, i1, …`. */
export function asInputs<V>(values: readonly V[]): Record<string, V> {
  return Object.fromEntries(values.map((value, n) => [`i${n}`, value]));
}
