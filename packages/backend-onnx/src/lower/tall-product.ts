import { type Graph, type GraphNode, type ValueType, valueType } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";
import { reshape, sumOver, transpose, wrappingSum } from "./blocks.js";

/** Results up to this size leave too little to divide among threads. */
const smallResult = 2 ** 16;
/** Rows that a thread should have at least. */
const rowsOfOne = 512;
/** Columns up to which a result is thin: the runtime computes whole vectors of them. */
const thin = 8;

/** The two operands of aᵀb, `[rows, m]` and `[rows, n]`. */
interface TallProduct {
  readonly a: number;
  readonly b: number;
}

/** Both operands of a node aᵀb of matrices; undefined for another node. */
function tallProduct(graph: Graph, node: GraphNode): TallProduct | undefined {
  if (node.primitive !== "matmul" || node.shape.length !== 2) return undefined;
  const [left, b] = node.inputs as [number, number];
  const before = graph.nodes[left - graph.inputs.length];
  if (before?.primitive !== "transpose" || valueType(graph, b).shape.length !== 2) return undefined;
  return { a: before.inputs[0]!, b };
}

/**
 * aᵀb over many rows with a small result, as gradients of weights are. The runtime divides a product by its result: where
 * several threads compute, each takes a share of the rows, and their products are added up. For one thread a thin
 * result is that of (bᵀa)ᵀ, with long rows: half the time.
 *
 * @param names of the graph's values so far
 * @returns nothing where the usual product is as good
 */
export function lowerTallProduct(
  emit: Emitter,
  graph: Graph,
  node: GraphNode,
  names: readonly Name[],
  threads: number,
): Name | undefined {
  const product = tallProduct(graph, node);
  if (!product) return undefined;
  const { a, b } = product;
  const [rows, m] = valueType(graph, a).shape as [number, number];
  const n = node.shape[1]!;
  if (threads < 2) {
    if (n > thin || m < 2 * n || rows < rowsOfOne / 2) return undefined;
    const turned = emit.op("MatMul", [transpose(emit, names[b]!, [1, 0]), names[a]!]);
    return transpose(emit, turned, [1, 0]);
  }
  if (rows % threads !== 0 || rows < threads * rowsOfOne || m * n > smallResult) return undefined;
  const share = (value: number, { shape }: ValueType): Name =>
    reshape(emit, names[value]!, [threads, rows / threads, shape[1]!]);
  const shares = emit.op("MatMul", [
    transpose(emit, share(a, valueType(graph, a)), [0, 2, 1]),
    share(b, valueType(graph, b)),
  ]);
  return node.dtype === "int32" ? wrappingSum(emit, shares, [0]) : sumOver(emit, shares, [0]);
}
