import type { Graph } from "@nami/tensor-backend";
import type { OnnxGraph, OnnxNode } from "../model/model.js";
import type { LoweringTarget } from "./lower.js";
import { type RoundState, roundBody, roundsGraph, zerosFor } from "./rounds.js";

/**
 * A graph of addends that runs for one tile of the rows after another, and adds the results up. Inputs and outputs are named
 * as those of `lowerGraph`; what is cut has the tiles as its leading axis.
 *
 * @param cut for each input of the graph whether a tile takes its own rows of it, or all
 */
export function lowerTiles(graph: Graph, cut: readonly boolean[], target: LoweringTarget): OnnxGraph {
  const tile = roundBody(graph, target, (place) => !cut[place]);
  const states = tile.outputs.map(
    (addend, place): RoundState => ({
      first: `zero${place}`,
      before: { ...addend, name: `sum${place}` },
      after: { ...addend, name: `total${place}` },
    }),
  );
  const added = states.map(
    ({ before, after }, place): OnnxNode => ({
      operator: "Add",
      domain: "",
      inputs: [before.name, tile.outputs[place]!.name],
      outputs: [after.name],
      attributes: {},
    }),
  );
  return roundsGraph({
    body: { ...tile, nodes: [...tile.nodes, ...added] },
    states,
    stacked: cut.flatMap((own, place) => (own ? [place] : [])),
    constants: states.map(({ first }, output) => zerosFor(graph, output, first)),
  });
}
