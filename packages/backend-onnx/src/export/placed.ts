import { cast } from "../lower/blocks.js";
import type { Emitter, GraphWriter } from "../model/emitter.js";
import type { Name, OnnxConstant, OnnxNode } from "../model/model.js";
import { renamedNode } from "../model/renaming.js";
import { isFixed, type Size } from "./batch-size.js";
import type { FreeConstant } from "./free-graph.js";
import type { FreeTrace } from "./trace-free.js";

/** Whole numbers that depend on the batch size, as a vector. */
function sizeVector(emit: Emitter, batch: Name, sizes: readonly Size[]): Name {
  if (sizes.length === 1 && sizes[0]!.times === 1 && sizes[0]!.plus === 0) return batch;
  const plus = emit.ints(sizes.map((size) => size.plus));
  if (sizes.every(isFixed)) return plus;
  return emit.op("Add", [emit.op("Mul", [batch, emit.ints(sizes.map(({ times }) => times))]), plus]);
}

function writeConstant(emit: Emitter, batch: Name, free: FreeConstant): Name {
  switch (free.kind) {
    case "fixed":
      return emit.constant(free.constant.type, free.constant.values, free.constant.shape);
    case "sizes": {
      const vector = sizeVector(emit, batch, free.sizes);
      const whole = free.type === "int64" ? vector : cast(emit, vector, free.type);
      return free.scalar ? emit.op("Squeeze", [whole]) : whole;
    }
    case "filled": {
      const { type, values } = free.constant;
      return emit.op("Expand", [emit.constant(type, values), sizeVector(emit, batch, free.shape)]);
    }
  }
}

/** A reshape to which a size of 0, as of a batch without rows, is that size, and not that of the input there. */
function keepingZero(node: OnnxNode): OnnxNode {
  return node.operator === "Reshape" ? { ...node, attributes: { ...node.attributes, allowzero: 1 } } : node;
}

/** A graph under the names of a model. */
export interface Placed {
  readonly nodes: readonly OnnxNode[];
  /** Captured tensors. */
  readonly weights: readonly OnnxConstant[];
}

/**
 * Puts a graph into a model. Its constants, and what follows from the batch size alone, go to `outside`.
 *
 * @param batch name of the batch size, a vector of one
 * @param inputs names of the inputs that are not captured
 * @param prefix of the names of all else
 */
export function place(
  trace: FreeTrace,
  outside: GraphWriter,
  {
    batch,
    inputs,
    outputs,
    prefix,
  }: {
    readonly batch: Name;
    readonly inputs: ReadonlyMap<number, Name>;
    readonly outputs: readonly Name[];
    readonly prefix: string;
  },
): Placed {
  const names = new Map<Name, Name>();
  const weights: OnnxConstant[] = [];
  for (const [i, name] of inputs) names.set(`i${i}`, name);
  for (const [i, name] of outputs.entries()) names.set(`o${i}`, name);
  for (const free of trace.captured) {
    if (free.kind !== "fixed") {
      names.set(free.kind === "sizes" ? free.name : free.constant.name, writeConstant(outside, batch, free));
      continue;
    }
    const name = `${prefix}w${weights.length}`;
    names.set(free.constant.name, name);
    weights.push({ ...free.constant, name });
  }
  const free = new Set<Name>();
  for (const constant of trace.constants) {
    const name = constant.kind === "sizes" ? constant.name : constant.constant.name;
    if (constant.kind === "sizes") free.add(name);
    names.set(name, writeConstant(outside, batch, constant));
  }
  const rename = (name: Name): Name => names.get(name) ?? (name && `${prefix}${name}`);
  const nodes = trace.nodes.map((node) =>
    renamedNode(free.has(node.inputs[1]!) ? keepingZero(node) : node, rename),
  );
  return { nodes, weights };
}
