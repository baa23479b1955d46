import type { Graph, ScanInput } from "@nami/tensor-backend";
import type { OnnxConstant, OnnxGraph } from "../model/model.js";
import { type LoweringTarget, portNames } from "./lower.js";
import { type RoundState, roundBody, roundsGraph, zerosFor } from "./rounds.js";

/**
 * A graph that runs round after round: what is carried are states, and what is fixed a round reads from around it. Inputs
 * and outputs are named as those of `lowerGraph`.
 *
 * @param sources one for each input of the graph
 */
export function lowerScan(graph: Graph, sources: readonly ScanInput[], target: LoweringTarget): OnnxGraph {
  const body = roundBody(graph, target, (place) => sources[place]!.kind === "fixed");
  const unread: OnnxConstant[] = [];
  const states = body.outputs.map((after, output): RoundState => {
    const place = sources.findIndex((source) => source.kind === "carried" && source.output === output);
    if (place >= 0) return { first: portNames.input(place), before: body.inputs[place]!, after };
    // Nobody reads what it was in the round before.
    const first = `unread${output}`;
    unread.push(zerosFor(graph, output, first));
    return { first, before: { ...after, name: `x${first}` }, after };
  });
  const stacked = sources.flatMap(({ kind }, place) => (kind === "stacked" ? [place] : []));
  return roundsGraph({ body, states, stacked, constants: unread });
}
