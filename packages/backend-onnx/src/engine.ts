import type { Graph, ScanInput } from "@nami/tensor-backend";
import { type LoweringTarget, lowerGraph, portNames } from "./lower/lower.js";
import { lowerScan } from "./lower/lower-scan.js";
import { isSmall } from "./lower/work.js";
import { encodeModel } from "./model/encode.js";
import type { OnnxGraph } from "./model/model.js";
import type { Runtime, Session } from "./runtime/runtime.js";

/** What computes a graph's outputs, as the runtime's tensors, from tensors for its inputs. */
export interface Engine<T> {
  run(inputs: readonly T[]): Promise<T[]>;
  release(): Promise<void>;
}

const isDouble = (graph: Graph): boolean =>
  [...graph.inputs, ...graph.nodes].some(({ dtype }) => dtype === "float64");

/** How a graph becomes a session: as it is, or as rounds that follow each other. */
type Lowering = (target: LoweringTarget) => OnnxGraph;

/** A session for a graph, with inputs named `i0, i1, …` and outputs `o0, o1, …`. */
export function sessionFor<R extends Runtime<unknown>>(
  runtime: R,
  graph: Graph,
  small: boolean = isSmall(graph),
  lowered: Lowering = (target) => lowerGraph(graph, target),
): ReturnType<R["createSession"]> {
  const { shaders, controlFlow } = runtime;
  const model = encodeModel(
    lowered({ shaders, branches: controlFlow, threads: small ? 1 : runtime.threads }),
  );
  const options = { optimization: isDouble(graph) ? "basic" : "all", small } as const;
  return runtime.createSession(model, options) as ReturnType<R["createSession"]>;
}

/** A graph as one session: a whole training step or solver step is one call. */
export async function wholeGraph<T>(runtime: Runtime<T>, graph: Graph): Promise<Engine<T>> {
  return engineOf<T>(await sessionFor(runtime, graph), graph);
}

/** A graph that runs round after round as one session: many training steps are one call. */
export async function scannedGraph<T>(
  runtime: Runtime<T>,
  graph: Graph,
  sources: readonly ScanInput[],
): Promise<Engine<T>> {
  const rounds: Lowering = (target) => lowerScan(graph, sources, target);
  return engineOf<T>(await sessionFor(runtime, graph, isSmall(graph), rounds), graph);
}

function engineOf<T>(session: Session<T>, { outputs }: Graph): Engine<T> {
  return {
    run: async (inputs) => {
      const results = await session.run(asInputs(inputs));
      return outputs.map((_, place) => results[portNames.output(place)]!);
    },
    release: () => session.release(),
  };
}

/** Values under the names of inputs: `i0, i1, …`. */
export function asInputs<V>(values: readonly V[]): Record<string, V> {
  return Object.fromEntries(values.map((value, place) => [portNames.input(place), value]));
}
