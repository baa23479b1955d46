import type { Shape } from "../shape.js";
import type { Level } from "./specimen.js";

/** Shapes by class: rank up to 3 with ones and primes, ranks 4 and 5, and shapes without elements. */
export interface ShapeClasses<S> {
  readonly common: readonly S[];
  readonly deep: readonly S[];
  readonly empty: readonly S[];
}

/** One shape for one operand. */
export const singleShapes: { readonly [L in Level]: ShapeClasses<Shape> } = {
  quick: {
    common: [[], [1], [7], [3, 5], [2, 1, 3]],
    deep: [[2, 3, 1, 2], [2, 1, 3, 2, 2]],
    empty: [[0], [2, 0, 3]],
  },
  full: {
    common: [[], [1], [7], [1, 1], [3, 5], [13, 11], [5, 1], [1, 5], [2, 1, 3], [3, 5, 7], [101], [64, 33], [1031], [100_003]],
    deep: [[2, 3, 1, 2], [3, 2, 5, 7], [1, 1, 1, 1], [2, 1, 3, 2, 2], [3, 1, 2, 1, 5], [2, 3, 2, 3, 2]],
    empty: [[0], [0, 3], [3, 0], [2, 0, 3], [2, 3, 0, 1], [1, 0, 2, 3, 1]],
  },
}; // biome-ignore format: a table

/** Two shapes that broadcast: the same, a scalar, missing axes and ones on either side and on both. */
export const pairedShapes: { readonly [L in Level]: ShapeClasses<readonly [Shape, Shape]> } = {
  quick: {
    common: [
      [[], []], [[3, 5], [3, 5]], [[], [4]], [[2, 3], []], [[2, 3], [3]], [[3], [2, 3]], [[3, 1], [1, 4]], [[2, 1, 3], [5, 1]],
    ],
    deep: [[[2, 3, 1, 2], [3, 4, 1]], [[2, 1], [2, 1, 3, 2, 2]]],
    empty: [[[0], [1]], [[2, 1], [2, 0]], [[], [0, 3]]],
  },
  full: {
    common: [
      [[], []], [[1], [1]], [[7], [7]], [[3, 5], [3, 5]], [[], [4]], [[4], []], [[1], [2, 3]], [[2, 3], [1]], [[2, 3], [1, 1, 1]],
      [[2, 3], [3]], [[3], [2, 3]], [[2, 3], [2, 1]], [[2, 1], [2, 3]], [[3, 1], [1, 4]], [[3, 1], [4]], [[2, 1, 3], [5, 1]],
      [[1, 5, 1], [2, 1, 3]], [[7, 1, 5], [1, 3, 1]], [[13, 11], [11]], [[101, 1], [1, 103]], [[1031], [1031]], [[64, 33], [64, 1]],
    ],
    deep: [
      [[2, 3, 1, 2], [3, 4, 1]], [[2, 1], [2, 1, 3, 2, 2]], [[2, 1, 3, 1, 2], [1, 5, 1, 2, 1]], [[1, 1, 1, 1, 1], [2, 3, 2, 3, 2]],
      [[2, 3, 2, 3], [2, 3, 2, 3]], [[2, 3, 2, 3], [3, 1, 1]], [[5], [2, 3, 1, 2, 5]],
    ],
    empty: [[[0], [1]], [[0], [0]], [[2, 1], [2, 0]], [[], [0, 3]], [[0, 3], [3]], [[0, 1], [1, 5]], [[2, 3, 1, 0], [3, 4, 1]]],
  },
}; // biome-ignore format: a table
