import type { GraphNode, PrimitiveName, ValueType } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";

/**
 * Writes one primitive in operators of ONNX.
 *
 * @param inputs names of its operands
 * @param node its attributes, shape and dtype; neither result nor operands are empty
 * @param types shapes and dtypes of the operands
 * @returns the name of its result
 */
export type Lowering<P extends PrimitiveName> = (
  emit: Emitter,
  inputs: readonly Name[],
  node: GraphNode<P>,
  types: readonly ValueType[],
) => Name;

/** The lowerings of some primitives. */
export type Lowerings<P extends PrimitiveName> = { readonly [Q in P]: Lowering<Q> };
