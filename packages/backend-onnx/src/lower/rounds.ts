import { type Graph, sizeOf, valueType } from "@nami/tensor-backend";
import { graphsWithin } from "../model/graphs-within.js";
import type { Name, OnnxConstant, OnnxGraph, OnnxNode, OnnxValue } from "../model/model.js";
import { type LoweringTarget, lowerGraph, portNames } from "./lower.js";

/** What goes from one round to the next. */
export interface RoundState {
  /** What the first round finds. */
  readonly first: Name;
  /** What a round finds, by its name in the body. */
  readonly before: OnnxValue;
  /** What a round leaves, likewise. */
  readonly after: OnnxValue;
}

/** Rounds of a body that follow each other. */
export interface Rounds {
  /** What a round computes. It reads around it what is neither state nor stacked. */
  readonly body: OnnxGraph;
  /** Their last values are the outputs. */
  readonly states: readonly RoundState[];
  /** Places of the inputs of which each round takes its own slice. */
  readonly stacked: readonly number[];
  /** Besides those of the body. */
  readonly constants: readonly OnnxConstant[];
}

/** A graph as the body of rounds: what is fixed has the name that it has around them. */
export function roundBody(
  graph: Graph,
  target: LoweringTarget,
  isFixed: (place: number) => boolean,
): OnnxGraph {
  return lowerGraph(graph, target, {
    input: (place) => (isFixed(place) ? portNames.input(place) : `x${place}`),
    output: (place) => `y${place}`,
  });
}

/** Zeros in the shape of an output, for a state to start from. */
export function zerosFor(graph: Graph, output: number, name: Name): OnnxConstant {
  const { shape, dtype } = valueType(graph, graph.outputs[output]!);
  return { name, type: dtype, shape, values: new Uint8Array(sizeOf(shape)) };
}

/**
 * Rounds as ONNX's `Scan`, with inputs and outputs named as those of `lowerGraph`. What is the same in every round is computed once,
 * before them.
 *
 * @see https://onnx.ai/onnx/operators/onnx__Scan.html
 */
export function roundsGraph({ body, states, stacked, constants }: Rounds): OnnxGraph {
  const inputs = body.inputs.map(
    ({ type, shape }, place): OnnxValue => ({
      name: portNames.input(place),
      type,
      shape: stacked.includes(place) ? ["rounds", ...shape!] : shape!,
    }),
  );
  const slices = stacked.map((place) => body.inputs[place]!);
  const changing = [...states.map(({ before }) => before), ...slices];
  const results = states.map(({ after }) => after);
  const { once, again } = divide(
    body.nodes,
    [...changing, ...results].map(({ name }) => name),
  );
  const outputs = results.map((value, place) => ({ ...value, name: portNames.output(place) }));
  return {
    name: "nami",
    inputs,
    outputs,
    constants: [...body.constants, ...constants],
    nodes: [
      ...once,
      {
        operator: "Scan",
        domain: "",
        inputs: [...states.map(({ first }) => first), ...stacked.map((place) => inputs[place]!.name)],
        outputs: outputs.map(({ name }) => name),
        attributes: {
          body: {
            graph: { name: "round", inputs: changing, outputs: results, constants: [], nodes: again },
          },
          num_scan_inputs: stacked.length,
        },
      },
    ],
  };
}

/** Nodes that depend on nothing that changes, and the others. A branch reads what its attributes name: it stays. */
function divide(
  nodes: readonly OnnxNode[],
  changing: readonly Name[],
): { readonly once: OnnxNode[]; readonly again: OnnxNode[] } {
  const inside = new Set(changing);
  const once: OnnxNode[] = [];
  const again: OnnxNode[] = [];
  for (const node of nodes) {
    const changes =
      graphsWithin(node).length > 0 || [...node.inputs, ...node.outputs].some((name) => inside.has(name));
    (changes ? again : once).push(node);
    if (changes) for (const name of node.outputs) inside.add(name);
  }
  return { once, again };
}
