import type { Key } from "@nami/random";
import type { DType, TypedArray } from "./dtype.js";
import type { Shape } from "./shape.js";
import type { Tensor } from "./tensor.js";

/** A number known when a program runs: fixed at the trace, or number leaf `argument` of the arguments. */
export type NumberRecipe = number | { readonly argument: number };

/** A key known when a program runs: key leaf `argument`, or a child of another. */
export type KeyRecipe =
  | { readonly kind: "argument"; readonly argument: number }
  | { readonly kind: "split"; readonly parent: KeyRecipe; readonly count: number; readonly index: number }
  | { readonly kind: "foldIn"; readonly parent: KeyRecipe; readonly data: NumberRecipe };

/** Random numbers to draw on the host before a run. */
export interface Draw {
  readonly key: KeyRecipe;
  readonly firstRow: NumberRecipe;
  readonly shape: Shape;
  readonly dtype: DType;
  /** The draw itself, for a concrete key and first row. */
  readonly sample: (key: Key, firstRow: number) => TypedArray;
}

/** Where a graph input gets its value from, at each run. */
export type Feed =
  | { readonly kind: "tensor"; readonly argument: number }
  | { readonly kind: "number"; readonly argument: number }
  /** A number computed from number leaves. */
  | { readonly kind: "formula"; readonly compute: (leaves: readonly unknown[]) => number }
  | { readonly kind: "draw"; readonly draw: Draw }
  /** A tensor with values that the traced function closed over. */
  | { readonly kind: "captured"; readonly tensor: Tensor };
