import type { OnnxAttribute, OnnxGraph, OnnxNode } from "./model.js";

/** Whether an attribute is a graph: a branch, or the body of a loop. */
export function isGraph(attribute: OnnxAttribute): attribute is { readonly graph: OnnxGraph } {
  return typeof attribute === "object" && "graph" in attribute;
}

/** The graphs within a node. */
export function graphsWithin({ attributes }: OnnxNode): readonly OnnxGraph[] {
  return Object.values(attributes).flatMap((value) => (isGraph(value) ? [value.graph] : []));
}
