import type { DType, TypedArray } from "../dtype.js";
import type { Attributes, PrimitiveName } from "../primitives.js";
import type { Shape } from "../shape.js";

/** One value while a program runs: its elements in row-major order. */
export interface Operand {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: TypedArray;
}

/**
 * Computes one primitive.
 *
 * Kernels trust the graph: shapes and dtypes were checked when it was built. They read every input as a double,
 * compute in doubles, and round once, when they store into the output; so a float32 result is the rounded float64
 * one. Integers wrap when they are stored.
 *
 * @param output of the node's shape and dtype, filled with zeros; the kernel writes it
 * @param inputs only read
 * @param attributes the static attributes of the node
 */
export type Kernel<P extends PrimitiveName> = (
  output: Operand,
  inputs: readonly Operand[],
  attributes: Attributes[P],
) => void;

/** A total table of kernels over some primitives: one that is left out does not compile. */
export type Kernels<P extends PrimitiveName> = { readonly [Q in P]: Kernel<Q> };
