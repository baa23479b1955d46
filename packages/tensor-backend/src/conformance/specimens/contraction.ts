import type { DType } from "../../dtype.js";
import type { Shape } from "../../shape.js";
import { fromHost, type Tensor, tensor } from "../../tensor.js";
import { type Level, type Specimen, type SpecimensOf, specimen } from "../specimen.js";
import { anyValues, drawn, real, specialNumbers } from "../test-values.js";

type Pair = readonly [Shape, Shape];

const products: { readonly [L in Level]: readonly Pair[] } = {
  quick: [[[3, 5], [5, 7]], [[1, 1], [1, 1]], [[1, 7], [7, 1]], [[7, 1], [1, 3]], [[2, 3, 4], [2, 4, 5]], [[3, 4], [2, 4, 5]], [[17, 13], [13, 19]]],
  full: [
    [[3, 5], [5, 7]], [[1, 1], [1, 1]], [[1, 7], [7, 1]], [[7, 1], [1, 3]], [[2, 3, 4], [2, 4, 5]], [[3, 4], [2, 4, 5]], [[2, 3, 4], [1, 4, 5]], [[1, 3, 4], [2, 4, 5]],
    [[17, 13], [13, 19]], [[64, 100], [100, 33]], [[128, 128], [128, 128]], [[257, 3], [3, 129]], [[5, 1031], [1031, 2]], [[7, 16, 32], [7, 32, 8]],
  ],
}; // biome-ignore format: a table
const deepProducts: readonly Pair[] = [
  [
    [2, 3, 4, 5],
    [2, 3, 5, 2],
  ],
  [
    [2, 1, 3, 4],
    [5, 4, 2],
  ],
  [
    [2, 1, 2, 3, 4],
    [3, 1, 4, 2],
  ],
];
const emptyProducts: readonly Pair[] = [
  [
    [0, 3],
    [3, 2],
  ],
  [
    [2, 0],
    [0, 3],
  ],
  [
    [2, 3],
    [3, 0],
  ],
  [
    [0, 2, 3],
    [0, 3, 2],
  ],
  [
    [0, 2, 3],
    [1, 3, 2],
  ],
];
const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;

const matmul: SpecimensOf<"matmul"> = (level) => {
  const each = (shapes: readonly Pair[], seed: number, dtype: DType = "float32"): Specimen<"matmul">[] =>
    shapes.map(([a, b], i) => specimen("matmul", {}, anyValues(a, seed + i, dtype), anyValues(b, seed + 50 + i, dtype)));
  return {
    values: {
      "up to rank 3": each(products[level], 100),
      "ranks 4 and 5": each(deepProducts, 200),
      empty: each(emptyProducts, 300),
      "special values": [
        specimen("matmul", {}, tensor([[infinity, 1], [-infinity, 2], [nan, 3], [infinity, infinity], [4, 5]]), tensor([[1, -1], [2, 3]])),
        specimen("matmul", {}, tensor([[1, 2], [3, 4]]), tensor([[0, infinity], [nan, 1]])),
      ],
      cancellation: [specimen("matmul", {}, tensor([[1e4, 1, -1e4]]), tensor([[1e4], [1], [1e4]]))],
      float64: each(products[level].slice(0, 3), 400, "float64"),
    },
    derivatives: { "": each(level === "quick" ? [[[3, 5], [5, 2]], [[3, 4], [2, 4, 5]]] : [...products.full.slice(0, 9), ...deepProducts, ...emptyProducts], 500) },
  };
}; // biome-ignore format: shapes

/** Indices as an int32 vector. */
function indices(values: readonly number[]): Tensor {
  return fromHost(Int32Array.from(values), [values.length], "int32");
}

type Lookup = readonly [shape: Shape, axis: number, indices: readonly number[]];
const lookups: readonly Lookup[] = [
  [[5], 0, [4, 0, 0, 2, 4, 4]], [[5, 3], 0, [1, 1, 3]], [[3, 5], 1, [0, 4, 0, 2]], [[2, 5, 3], 1, [4, 3, 3]], [[1], 0, [0, 0, 0]],
]; // biome-ignore format: a table
const deepLookups: readonly Lookup[] = [
  [[2, 3, 4, 2], 2, [3, 0, 3]],
  [[2, 1, 3, 2, 4], 4, [1, 1, 1, 0, 2]],
];
const emptyLookups: readonly Lookup[] = [
  [[5, 3], 0, []],
  [[3, 0], 0, [2, 2]],
  [[0, 3], 1, [0, 2, 2, 1]],
];

const gather: SpecimensOf<"gather"> = (level) => {
  const each = (list: readonly Lookup[], seed: number, dtype: DType = "float32"): Specimen<"gather">[] =>
    list.map(([shape, axis, at], i) =>
      specimen("gather", { axis }, anyValues(shape, seed + i, dtype), indices(at)),
    );
  return {
    values: {
      "up to rank 3": each(lookups, 100),
      "ranks 4 and 5": each(deepLookups, 200),
      empty: each(emptyLookups, 300),
      "special values": [
        specimen("gather", { axis: 0 }, tensor(specialNumbers), indices([6, 5, 4, 3, 2, 1, 0, 6])),
      ],
      int32: each(lookups, 400, "int32"),
      bool: each(lookups, 500, "bool"),
      float64: each(lookups.slice(0, 2), 600, "float64"),
    },
    derivatives: {
      "with repeated indices": each(
        level === "quick" ? lookups.slice(1, 3) : [...lookups, ...deepLookups, ...emptyLookups],
        700,
      ),
    },
  };
};

const scatterAdd: SpecimensOf<"scatterAdd"> = (level) => {
  const each = (list: readonly Lookup[], seed: number, dtype: DType = "float32"): Specimen<"scatterAdd">[] =>
    list.map(([shape, axis, at], i) =>
      specimen(
        "scatterAdd",
        { axis, size: shape[axis]! },
        anyValues(shape.with(axis, at.length), seed + i, dtype),
        indices(at),
      ),
    );
  const many = drawn([1031], 9, real);
  return {
    values: {
      "up to rank 3": [
        ...each(lookups, 100),
        specimen(
          "scatterAdd",
          { axis: 0, size: 7 },
          many,
          indices(Array.from({ length: 1031 }, (_, i) => (i * i) % 7)),
        ),
      ],
      "ranks 4 and 5": each(deepLookups, 200),
      empty: each(emptyLookups, 300),
      "special values": [
        specimen("scatterAdd", { axis: 0, size: 8 }, tensor(specialNumbers), indices([0, 1, 2, 3, 4, 5, 6])),
      ],
      int32: each(lookups, 400, "int32"),
      float64: each(lookups.slice(0, 2), 500, "float64"),
    },
    derivatives: {
      "with repeated indices": each(
        level === "quick" ? lookups.slice(1, 3) : [...lookups, ...deepLookups, ...emptyLookups],
        600,
      ),
    },
  };
};

/** Products and indexing. */
export const contractionSpecimens: { readonly [P in "matmul" | "gather" | "scatterAdd"]: SpecimensOf<P> } = {
  matmul,
  gather,
  scatterAdd,
};
