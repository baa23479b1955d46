import { convolvedSize } from "../../convolution-shapes.js";
import type { ConvolutionWindow } from "../../primitives.js";
import type { Shape } from "../../shape.js";
import { type Level, type Specimen, type SpecimensOf, specimen } from "../specimen.js";
import { drawn, real } from "../test-values.js";

type Example = readonly [x: Shape, filter: Shape, window: ConvolutionWindow];

const window = (strides: number, top: number, left = top, bottom = top, right = left): ConvolutionWindow => ({
  strides: [strides, strides],
  padding: [[top, bottom], [left, right]],
}); // biome-ignore format: a table

const examples: { readonly [L in Level]: readonly Example[] } = {
  quick: [
    [[2, 5, 4, 3], [3, 3, 3, 2], window(1, 1)],
    [[1, 7, 5, 2], [3, 3, 2, 4], window(2, 1)],
    [[1, 5, 5, 1], [2, 3, 1, 1], window(1, 0)],
    [[1, 4, 3, 2], [1, 1, 2, 3], window(1, 0)],
    [[1, 6, 6, 1], [3, 3, 1, 2], window(2, 0, 0, 1, 1)],
  ],
  full: [
    [[2, 5, 4, 3], [3, 3, 3, 2], window(1, 1)],
    [[1, 7, 5, 2], [3, 3, 2, 4], window(2, 1)],
    [[1, 5, 5, 1], [2, 3, 1, 1], window(1, 0)],
    [[1, 4, 3, 2], [1, 1, 2, 3], window(1, 0)],
    [[1, 6, 6, 1], [3, 3, 1, 2], window(2, 0, 0, 1, 1)],
    [[1, 1, 1, 1], [1, 1, 1, 1], window(1, 0)],
    [[1, 3, 3, 2], [3, 3, 2, 1], window(1, 0)],
    [[1, 7, 7, 1], [3, 3, 1, 1], window(3, 1, 0, 0, 2)],
    [[1, 8, 7, 2], [2, 2, 2, 2], { strides: [2, 1], padding: [[0, 0], [1, 0]] }],
    [[3, 4, 4, 5], [5, 5, 5, 7], window(1, 2)],
    [[1, 6, 5, 1], [1, 1, 1, 2], window(2, 0)],
    [[2, 16, 16, 8], [3, 3, 8, 16], window(1, 1)],
  ],
}; // biome-ignore format: a table
/** No images, and images without rows. */
const empty: readonly Example[] = [
  [[0, 5, 5, 2], [3, 3, 2, 3], window(1, 1)],
  [[1, 0, 4, 1], [3, 3, 1, 2], window(1, 1)],
];

const outputShape = ([x, filter, attributes]: Example): number[] => [
  x[0]!,
  ...convolvedSize(x, filter, attributes),
  filter[3]!,
];

type ConvolutionName = "conv2d" | "conv2dInputGradient" | "conv2dFilterGradient";

function convolution<P extends ConvolutionName>(
  on: (example: Example, seed: number, dtype?: "float64") => Specimen<P>,
): SpecimensOf<P> {
  return (level) => ({
    values: {
      windows: examples[level].map((example, i) => on(example, 100 + i)),
      empty: empty.map((example, i) => on(example, 200 + i)),
      float64: examples[level].slice(0, 2).map((example, i) => on(example, 300 + i, "float64")),
    },
    derivatives: {
      "": examples[level].slice(0, level === "quick" ? 2 : 11).map((example, i) => on(example, 400 + i)),
    },
  });
}

function resizing<P extends "meanPool2d" | "upsample2d">(
  on: (shape: Shape, factor: readonly [number, number], seed: number, dtype?: "float64") => Specimen<P>,
): SpecimensOf<P> {
  const list = [
    [
      [1, 4, 6, 3],
      [2, 2],
    ],
    [
      [2, 3, 4, 1],
      [3, 1],
    ],
    [
      [1, 2, 2, 5],
      [1, 1],
    ],
    [
      [3, 6, 5, 2],
      [2, 5],
    ],
  ] as const;
  return (level) => ({
    values: {
      windows: list.map(([shape, factor], i) => on(shape, factor, 100 + i)),
      empty: [on([0, 4, 4, 2], [2, 2], 200)],
      float64: [on([1, 4, 6, 3], [2, 2], 300, "float64")],
    },
    derivatives: {
      "": list.slice(0, level === "quick" ? 1 : 4).map(([shape, factor], i) => on(shape, factor, 400 + i)),
    },
  });
}

/** Convolution, its two transposes, and change of resolution. */
export const convolutionSpecimens: {
  readonly [P in ConvolutionName | "meanPool2d" | "upsample2d"]: SpecimensOf<P>;
} = {
  conv2d: convolution(([x, filter, attributes], seed, dtype) =>
    specimen("conv2d", attributes, drawn(x, seed, real, dtype), drawn(filter, seed + 50, real, dtype)),
  ),
  conv2dInputGradient: convolution((example, seed, dtype) => {
    const [inputShape, filter, attributes] = example;
    const dy = drawn(outputShape(example), seed, real, dtype);
    return specimen(
      "conv2dInputGradient",
      { ...attributes, inputShape },
      dy,
      drawn(filter, seed + 50, real, dtype),
    );
  }),
  conv2dFilterGradient: convolution((example, seed, dtype) => {
    const [x, filterShape, attributes] = example;
    const dy = drawn(outputShape(example), seed + 50, real, dtype);
    return specimen("conv2dFilterGradient", { ...attributes, filterShape }, drawn(x, seed, real, dtype), dy);
  }),
  meanPool2d: resizing((shape, size, seed, dtype) =>
    specimen("meanPool2d", { window: size }, drawn(shape, seed, real, dtype)),
  ),
  upsample2d: resizing((shape, factor, seed, dtype) =>
    specimen("upsample2d", { factor }, drawn(shape, seed, real, dtype)),
  ),
};
