import type { DType } from "../../dtype.js";
import type { Attributes } from "../../primitives.js";
import type { Shape } from "../../shape.js";
import { tensor } from "../../tensor.js";
import { type Level, type Specimen, type SpecimensOf, specimen } from "../specimen.js";
import { anyValues, drawn, integers, real, subnormals, vector } from "../test-values.js";

type Example = readonly [shape: Shape, axes: readonly number[]];

const common: { readonly [L in Level]: readonly Example[] } = {
  quick: [[[7], [0]], [[2, 1031], [0]], [[3, 5], [0]], [[3, 5], [1]], [[3, 5], [0, 1]], [[2, 1, 3], [1]], [[2, 3, 5], [0, 2]], [[], []], [[1], [0]]],
  full: [
    [[7], [0]], [[2, 1031], [0]], [[3, 5], [0]], [[3, 5], [1]], [[3, 5], [0, 1]], [[3, 5], []], [[2, 1, 3], [1]], [[2, 3, 5], [0, 2]], [[2, 3, 5], [1]],
    [[2, 3, 5], [0, 1, 2]], [[], []], [[1], [0]], [[1031], [0]], [[13, 101], [0]], [[13, 101], [1]], [[101, 13], [0, 1]], [[3, 40_009], [1]],
  ],
}; // biome-ignore format: a table
const deep: readonly Example[] = [
  [
    [2, 3, 1, 5],
    [1, 3],
  ],
  [[2, 3, 1, 5], [0]],
  [
    [2, 1, 3, 2, 2],
    [0, 2, 4],
  ],
  [
    [2, 1, 3, 2, 2],
    [0, 1, 2, 3, 4],
  ],
];
const empty: readonly Example[] = [
  [[0], [0]],
  [[2, 0, 3], [1]],
  [[2, 0, 3], [0]],
  [[0, 3], [1]],
];
const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;
const unusualRows = tensor([
  [1, 2, 3], [infinity, 1, 2], [-infinity, 1, 2], [infinity, 1, -infinity], [-infinity, -infinity, -infinity], [nan, 1, 2], [1, nan, 2], [1, 2, nan], [nan, nan, nan], [infinity, nan, 1], [0, -0, 0], [-0, -0, -0], [-3, -2, -1],
]); // biome-ignore format: a table

function reduction<P extends "sum" | "max">(primitive: P): SpecimensOf<P> {
  const on = ([shape, axes]: Example, seed: number, dtype: DType = "float32"): Specimen<P> =>
    specimen<P>(primitive, { axes }, anyValues(shape, seed, dtype));
  const each = (examples: readonly Example[], seed: number, dtype: DType = "float32"): Specimen<P>[] =>
    examples.map((example, i) => on(example, seed + i, dtype));
  return (level) => ({
    values: {
      "up to rank 3": each(common[level], 100),
      "ranks 4 and 5": each(deep, 200),
      empty: each(empty, 300),
      "special values": [specimen<P>(primitive, { axes: [1] }, unusualRows), specimen<P>(primitive, { axes: [0] }, vector([1, nan]))],
      magnitudes: [specimen<P>(primitive, { axes: [0] }, vector([3e38, -3e38, 1e-30, 1e30])), specimen<P>(primitive, { axes: [0] }, vector([-3.4e38, -3e38]))],
      cancellation: [specimen<P>(primitive, { axes: [0] }, vector([1e8, 1, -1e8, 1, 0.5, -0.5]))],
      subnormals: [specimen<P>(primitive, { axes: [0] }, vector(subnormals))],
      int32: each(common[level].slice(0, 9), 400, "int32"),
      float64: each(common[level].slice(0, 4), 500, "float64"),
    },
    derivatives: {
      "": each(level === "quick" ? [[[3, 5], [1]], [[2, 3, 5], [0, 2]]] : [...common.full.slice(0, 12), ...deep, ...empty], 600),
      "at ties": [specimen<P>(primitive, { axes: [1] }, tensor([[1, 1, 0], [2, 2, 2], [0, -0, -1]]))],
    },
  }); // biome-ignore format: shapes
}

const along: { readonly [L in Level]: readonly (readonly [Shape, number])[] } = {
  quick: [[[7], 0], [[3, 5], 0], [[3, 5], 1], [[2, 3, 5], 1], [[1], 0]],
  full: [[[7], 0], [[3, 5], 0], [[3, 5], 1], [[2, 3, 5], 1], [[2, 3, 5], 0], [[2, 3, 5], 2], [[1], 0], [[1031], 0], [[13, 101], 0]],
}; // biome-ignore format: a table

const cumsum: SpecimensOf<"cumsum"> = (level) => {
  const each = (list: readonly (readonly [Shape, number])[], seed: number, dtype: DType = "float32"): Specimen<"cumsum">[] =>
    list.flatMap(([shape, axis], i) =>
      [false, true].map((reverse): Specimen<"cumsum"> => {
        const attributes: Attributes["cumsum"] = { axis, reverse };
        return specimen("cumsum", attributes, dtype === "int32" ? integers(shape, seed + i) : drawn(shape, seed + i, real, dtype === "float64" ? dtype : "float32"));
      }),
    );
  return {
    values: {
      "up to rank 3": each(along[level], 100),
      "ranks 4 and 5": each([[[2, 3, 1, 5], 1], [[2, 1, 3, 2, 2], 4]], 200),
      empty: each([[[0], 0], [[2, 0, 3], 1], [[2, 0, 3], 2]], 300),
      "special values": [specimen("cumsum", { axis: 1, reverse: false }, unusualRows), specimen("cumsum", { axis: 1, reverse: true }, unusualRows)],
      int32: each(along[level].slice(0, 4), 400, "int32"),
      float64: each(along[level].slice(0, 2), 500, "float64"),
    },
    derivatives: { "": each(along[level].slice(0, level === "quick" ? 2 : 7), 600) },
  };
}; // biome-ignore format: shapes

/** Reductions and running sums. */
export const reductionSpecimens: { readonly [P in "sum" | "max" | "cumsum"]: SpecimensOf<P> } = {
  sum: reduction("sum"),
  max: reduction("max"),
  cumsum,
};
