import { type Graph, type ScanInput, sizeOf, valueType } from "@nami/tensor-backend";
import type { OnnxConstant, OnnxGraph, OnnxValue } from "../model/model.js";
import { type LoweringTarget, lowerGraph, portNames } from "./lower.js";
import { type RoundState, roundsGraph } from "./rounds.js";

/**
 * A graph that runs round after round: what is carried are states, and what is fixed a round reads from around it. Inputs
 * and outputs are named as those of `lowerGraph`.
 *
 * @param sources one for each input of the graph
 */
export function lowerScan(graph: Graph, sources: readonly ScanInput[], target: LoweringTarget): OnnxGraph {
  const isFixed = (place: number): boolean => sources[place]!.kind === "fixed";
  const body = lowerGraph(graph, target, {
    input: (place) => (isFixed(place) ? portNames.input(place) : `x${place}`),
    output: (place) => `y${place}`,
  });
  const inputs = body.inputs.map(
    ({ type, shape }, place): OnnxValue => ({
      name: portNames.input(place),
      type,
      shape: sources[place]!.kind === "stacked" ? ["rounds", ...shape!] : shape!,
    }),
  );
  const unread: OnnxConstant[] = [];
  const states = body.outputs.map((after, output): RoundState => {
    const place = sources.findIndex((source) => source.kind === "carried" && source.output === output);
    if (place >= 0) return { first: inputs[place]!.name, before: body.inputs[place]!, after };
    // Nobody reads what it was in the round before.
    const first = `unread${output}`;
    unread.push(zeros(first, graph, output));
    return { first, before: { ...after, name: `x${first}` }, after };
  });
  const stacked = sources.flatMap(({ kind }, place) => (kind === "stacked" ? [place] : []));
  return roundsGraph({ body, inputs, states, stacked, constants: unread });
}

/**
 * A graph of addends that runs for one tile of the rows after another, and adds the results up. Inputs and outputs are named
 * as those of `lowerGraph`; what is cut has the tiles as its leading axis.
 *
 * @param cut for each input of the graph whether a tile takes its own rows of it, or all
 */
export function lowerTiles(graph: Graph, cut: readonly boolean[], target: LoweringTarget): OnnxGraph {
  const tile = lowerGraph(graph, target, {
    input: (place) => (cut[place] ? `x${place}` : portNames.input(place)),
    output: (place) => `y${place}`,
  });
  const inputs = tile.inputs.map(
    ({ type, shape }, place): OnnxValue => ({
      name: portNames.input(place),
      type,
      shape: cut[place] ? ["tiles", ...shape!] : shape!,
    }),
  );
  const states = tile.outputs.map(
    (addend, place): RoundState => ({
      first: `zero${place}`,
      before: { ...addend, name: `sum${place}` },
      after: { ...addend, name: `total${place}` },
    }),
  );
  const added = states.map(({ before, after }, place) => ({
    operator: "Add",
    domain: "",
    inputs: [before.name, tile.outputs[place]!.name],
    outputs: [after.name],
    attributes: {},
  }));
  const stacked = cut.flatMap((own, place) => (own ? [place] : []));
  const constants = states.map(({ first }, output) => zeros(first, graph, output));
  return roundsGraph({
    body: { ...tile, nodes: [...tile.nodes, ...added] },
    inputs,
    states,
    stacked,
    constants,
  });
}

/** Zeros in the shape of an output. */
function zeros(name: string, graph: Graph, output: number): OnnxConstant {
  const { shape, dtype } = valueType(graph, graph.outputs[output]!);
  return { name, type: dtype, shape, values: new Uint8Array(sizeOf(shape)) };
}
