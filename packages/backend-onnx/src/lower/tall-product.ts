import { type Graph, type GraphNode, valueType } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";
import { reshape, transpose } from "./blocks.js";
import { sum } from "./contraction.js";
import { narrow } from "./sizes.js";

/** Results up to this size leave too little to divide among threads. */
const smallResult = 2 ** 16;
/** Rows that a thread should have at least. */
const rowsOfOne = 512;

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
 * several threads compute, each takes a share of the rows, and their products are added up. A narrow result is that of
 * (bᵀa)ᵀ, with long rows: half the time.
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
  const [rows, m] = valueType(graph, product.a).shape as [number, number];
  const n = node.shape[1]!;
  const turned = n <= narrow && m >= 2 * n;
  const { a, b } = turned ? { a: product.b, b: product.a } : product;
  const back = (result: Name): Name => (turned ? transpose(emit, result, [1, 0]) : result);
  if (threads < 2) {
    if (!turned || rows < rowsOfOne / 2) return undefined;
    return back(emit.op("MatMul", [transpose(emit, names[a]!, [1, 0]), names[b]!]));
  }
  if (rows % threads !== 0 || rows < threads * rowsOfOne || m * n > smallResult) return undefined;
  const share = (value: number): Name =>
    reshape(emit, names[value]!, [threads, rows / threads, valueType(graph, value).shape[1]!]);
  const shares = emit.op("MatMul", [transpose(emit, share(a), [0, 2, 1]), share(b)]);
  const shape = [threads, ...(turned ? [n, m] : [m, n])];
  return back(sum(emit, shares, [0], { shape, dtype: node.dtype }));
}
