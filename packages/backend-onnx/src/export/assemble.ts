import { encodeModel } from "../model/encode.js";
import { graphsWithin } from "../model/graphs-within.js";
import type { Name, OnnxConstant, OnnxGraph, OnnxNode } from "../model/model.js";
import type { ExportOptions } from "./options.js";
import type { Plan } from "./plan.js";

/** Names that a node reads, those of the graphs inside it included. */
function readBy(node: OnnxNode): Name[] {
  return [...node.inputs, ...graphsWithin(node).flatMap(namesIn)];
}

function namesIn({ nodes, outputs }: OnnxGraph): Name[] {
  return [...nodes.flatMap(readBy), ...outputs.map(({ name }) => name)];
}

/**
 * The bytes of a model: what the plan's writer has written, then the nodes; without what nothing reads.
 *
 * @param weights captured tensors
 */
export function assemble(
  { inputs, outputs, writer }: Plan,
  nodes: readonly OnnxNode[],
  weights: readonly OnnxConstant[],
  { description, metadata }: ExportOptions,
): Uint8Array {
  const read = new Set<Name>(outputs.map(({ name }) => name));
  const kept: OnnxNode[] = [];
  for (const node of [...writer.nodes, ...nodes].reverse()) {
    if (!node.outputs.some((name) => read.has(name))) continue;
    for (const name of readBy(node)) read.add(name);
    kept.push(node);
  }
  const constants = [...writer.constants, ...weights].filter(({ name }) => read.has(name));
  return encodeModel(
    { name: "nami", inputs, outputs, constants, nodes: kept.reverse() },
    { description, metadata },
  );
}
