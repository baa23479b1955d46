/** Name of a value in a model. */
export type Name = string;

/** Element types that nami's models use. */
export type OnnxType = "float32" | "float64" | "int32" | "int64" | "bool";

/** An attribute of a node: a whole number, a float, a string, whole numbers, or the body of a loop. */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly graph: OnnxGraph };

/** One application of an operator. */
export interface OnnxNode {
  readonly operator: string;
  /** Empty for ONNX's own operators; `"com.microsoft"` for those of ONNX Runtime. */
  readonly domain: string;
  readonly inputs: readonly Name[];
  readonly outputs: readonly Name[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant tensor, stored in the model. */
export interface OnnxConstant {
  readonly name: Name;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  /** The elements: 64-bit whole numbers as numbers, truth values as 0 and 1. */
  readonly values: ArrayLike<number>;
}

/** A named value with its type; a string in the shape names a free dimension, and no shape leaves all of them free. */
export interface OnnxValue {
  readonly name: Name;
  readonly type: OnnxType;
  readonly shape?: readonly (number | string)[];
}

/** A graph: what a model computes, or the body of a loop. */
export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly constants: readonly OnnxConstant[];
  /** In an order in which they can run. */
  readonly nodes: readonly OnnxNode[];
}
