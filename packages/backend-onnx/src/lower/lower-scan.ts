import { type Graph, type ScanInput, sizeOf, valueType } from "@nami/tensor-backend";
import type { Name, OnnxConstant, OnnxGraph, OnnxValue } from "../model/model.js";
import { type LoweringTarget, lowerGraph, portNames } from "./lower.js";

/**
 * A graph that runs round after round, as ONNX's `Scan`: its body is the graph, state variables are what is carried, and what is
 * fixed the body reads from around it. Inputs and outputs are named as those of `lowerGraph`.
 *
 * @param sources one for each input of the graph
 * @see https://onnx.ai/onnx/operators/onnx__Scan.html
 */
export function lowerScan(graph: Graph, sources: readonly ScanInput[], target: LoweringTarget): OnnxGraph {
  const isFixed = (place: number): boolean => sources[place]!.kind === "fixed";
  const body = lowerGraph(graph, target, {
    input: (place) => (isFixed(place) ? portNames.input(place) : `x${place}`),
    output: (place) => `y${place}`,
  });
  const outer = body.inputs.map(
    ({ type, shape }, place): OnnxValue => ({
      name: portNames.input(place),
      type,
      shape: sources[place]!.kind === "stacked" ? ["rounds", ...shape!] : shape!,
    }),
  );
  const stacked = sources.flatMap(({ kind }, place) => (kind === "stacked" ? [place] : []));
  const unread: OnnxConstant[] = [];
  const states = body.outputs.map(({ type, shape }, output): [first: Name, inside: OnnxValue] => {
    const place = sources.findIndex((source) => source.kind === "carried" && source.output === output);
    if (place >= 0) return [outer[place]!.name, body.inputs[place]!];
    // Nobody reads what it was in the round before.
    const size = sizeOf(valueType(graph, graph.outputs[output]!).shape);
    const name = `unread${output}`;
    unread.push({ name, type, shape: shape as number[], values: new Uint8Array(size) });
    return [name, { name: `x${name}`, type, shape: shape! }];
  });
  const step: OnnxGraph = {
    ...body,
    name: "step",
    inputs: [...states.map(([, inside]) => inside), ...stacked.map((place) => body.inputs[place]!)],
    constants: [],
  };
  const outputs = body.outputs.map((value, place) => ({ ...value, name: portNames.output(place) }));
  return {
    name: "nami",
    inputs: outer,
    outputs,
    constants: [...body.constants, ...unread],
    nodes: [
      {
        operator: "Scan",
        domain: "",
        inputs: [...states.map(([first]) => first), ...stacked.map((place) => outer[place]!.name)],
        outputs: outputs.map(({ name }) => name),
        attributes: { body: { graph: step }, num_scan_inputs: stacked.length },
      },
    ],
  };
}
