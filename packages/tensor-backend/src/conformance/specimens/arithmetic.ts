import type { BinaryName, ComparisonName } from "../../primitives.js";
import type { Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { pairedShapes } from "../shape-classes.js";
import { type Level, type Specimen, type SpecimensOf, sections, specimen } from "../specimen.js";
import {
  anyValues, awayFromZero, booleans, type Domain, drawn, integers, magnitudes, pairs, positive, real, specialNumbers, subnormals,
} from "../test-values.js"; // biome-ignore format: a list

/** What distinguishes one operation from another. */
interface Traits {
  readonly first?: Domain;
  readonly second?: Domain;
  /** Range of the second operand in int32; `[low, high)`. */
  readonly integers?: readonly [number, number];
  /** Pairs of unusual numbers for which the result is laid down. */
  readonly defined?: (x: number, y: number) => boolean;
  /** Unusual magnitudes of the first operand. */
  readonly large?: readonly number[];
}

const smallIntegers: readonly [number, number] = [-50, 50];
const derivativePairs: { readonly [L in Level]: readonly (readonly [Shape, Shape])[] } = {
  quick: [[[2, 3], [3]], [[3, 1], [1, 4]]],
  full: [[[], []], [[2, 3], [2, 3]], [[2, 3], [3]], [[3], [2, 3]], [[], [4]], [[4], []], [[3, 1], [1, 4]], [[0, 2], [1]], [[2, 1, 3, 1, 2], [3, 1, 2, 1]]],
}; // biome-ignore format: a table

function binary<P extends BinaryName>(
  primitive: P,
  {
    first = real,
    second = real,
    integers: range = smallIntegers,
    defined = () => true,
    large = magnitudes,
  }: Traits = {},
): SpecimensOf<P> {
  return (level) => {
    const { common, deep, empty } = pairedShapes[level];
    const on = (a: Tensor, b: Tensor): Specimen<P> => specimen<P>(primitive, {}, a, b);
    const each = (shapes: readonly (readonly [Shape, Shape])[], seed: number): Specimen<P>[] =>
      shapes.map(([a, b], i) => on(drawn(a, seed + i, first), drawn(b, seed + 50 + i, second)));
    const ints = ([a, b]: readonly [Shape, Shape], i: number): Specimen<P> =>
      on(
        integers(a, 500 + i, ...(primitive === "pow" ? ([-4, 5] as const) : smallIntegers)),
        positiveSafe(b, 550 + i),
      );
    const positiveSafe = (shape: Shape, seed: number): Tensor => integers(shape, seed, ...range);
    return {
      values: sections<P>({
        "up to rank 3": each(common, 100),
        "ranks 4 and 5": each(deep, 200),
        empty: each(empty, 300),
        "special values": [on(...pairs(specialNumbers, specialNumbers, defined))],
        magnitudes: [on(...pairs(large, [1, -1, 0.5, 3, 1e-3, 0, -0, Number.POSITIVE_INFINITY], defined))],
        cancellation: [
          on(
            drawn([64], 410, (z) => 1 + z * 1e-6),
            drawn([64], 411, (z) => 1 + z * 1e-6),
          ),
        ],
        subnormals: primitive === "pow" ? [] : [on(...pairs(subnormals, [1, -1, 0.5, 0]))],
        int32: common.slice(0, 6).map(ints),
        float64: [on(drawn([3, 1], 420, first, "float64"), drawn([4], 421, second, "float64"))],
      }),
      derivatives: sections<P>({
        "": derivativePairs[level].map(([a, b], i) =>
          on(drawn(a, 600 + i, first), drawn(b, 650 + i, second)),
        ),
        "at ties":
          primitive === "maximum" || primitive === "minimum" ? [on(...pairs([1, -1, 0], [1, -1, -0]))] : [],
        "at zero": primitive === "pow" ? [on(...pairs([0], [0, 1, 2, 3]))] : [],
        float64: [on(drawn([2, 3], 430, first, "float64"), drawn([3], 431, second, "float64"))],
      }),
    };
  };
}

/** Arithmetic of two numbers. */
export const arithmeticSpecimens: { readonly [P in BinaryName]: SpecimensOf<P> } = {
  add: binary("add"),
  sub: binary("sub"),
  mul: binary("mul"),
  // What an integer divided by 0 is, is not laid down.
  div: binary("div", { second: awayFromZero, integers: [1, 9] }),
  // Runtimes differ in (±1)^±∞ and 1^NaN.
  pow: binary("pow", {
    first: positive,
    integers: [0, 5],
    defined: (x, y) => Math.abs(x) !== 1 || Number.isFinite(y),
    large: [1e30, 1e-30, 1e10, 1e-10, 0.5],
  }),
  maximum: binary("maximum"),
  minimum: binary("minimum"),
};

function comparison<P extends ComparisonName>(primitive: P): SpecimensOf<P> {
  return (level) => {
    const { common, deep, empty } = pairedShapes[level];
    const each = (
      shapes: readonly (readonly [Shape, Shape])[],
      dtype: "float32" | "int32" | "bool",
    ): Specimen<P>[] =>
      shapes.map(([a, b], i) => {
        // Few different values, so that many are equal.
        const values = (shape: Shape, seed: number): Tensor =>
          dtype === "float32"
            ? drawn(shape, seed, Math.round)
            : dtype === "int32"
              ? integers(shape, seed, -2, 3)
              : booleans(shape, seed);
        return specimen<P>(primitive, {}, values(a, 100 + i), values(b, 150 + i));
      });
    return {
      values: {
        "up to rank 3": each(common, "float32"),
        "ranks 4 and 5": each(deep, "float32"),
        empty: each(empty, "float32"),
        "special values": [specimen<P>(primitive, {}, ...pairs(specialNumbers, specialNumbers))],
        magnitudes: [specimen<P>(primitive, {}, ...pairs(magnitudes, magnitudes))],
        subnormals: [specimen<P>(primitive, {}, ...pairs(subnormals, [...subnormals, 0]))],
        int32: each(common, "int32"),
        bool: each(common.slice(0, 4), "bool"),
        float64: [
          specimen<P>(
            primitive,
            {},
            drawn([3, 5], 1, Math.round, "float64"),
            drawn([5], 2, Math.round, "float64"),
          ),
        ],
      },
      derivatives: {},
    };
  };
}

/** Comparisons. */
export const comparisonSpecimens: { readonly [P in ComparisonName]: SpecimensOf<P> } = {
  greater: comparison("greater"),
  greaterEqual: comparison("greaterEqual"),
  less: comparison("less"),
  lessEqual: comparison("lessEqual"),
  equal: comparison("equal"),
  notEqual: comparison("notEqual"),
};

type Triple = readonly [Shape, Shape, Shape];
const triples: { readonly [L in Level]: readonly Triple[] } = {
  quick: [[[], [], []], [[3, 5], [3, 5], [3, 5]], [[3, 1], [1, 4], []], [[], [4], [4]], [[2, 1, 3], [5, 1], [3]]],
  full: [
    [[], [], []], [[1], [1], [1]], [[7], [7], [7]], [[3, 5], [3, 5], [3, 5]], [[3, 1], [1, 4], []], [[], [4], [4]], [[4], [], []],
    [[2, 1, 3], [5, 1], [3]], [[3], [2, 3], [2, 1]], [[101, 1], [103], [101, 1]], [[1031], [1031], [1031]],
  ],
}; // biome-ignore format: a table

/** `where`. */
export const whereSpecimens: SpecimensOf<"where"> = (level) => {
  const each = (shapes: readonly Triple[], seed: number, dtype: "float32" | "int32" | "bool" = "float32"): Specimen<"where">[] =>
    shapes.map(([c, a, b], i) =>
      specimen("where", {}, booleans(c, seed + i), anyValues(a, seed + 40 + i, dtype), anyValues(b, seed + 80 + i, dtype)),
    );
  const [a, b] = pairs(specialNumbers, specialNumbers);
  return {
    values: {
      "up to rank 3": each(triples[level], 100),
      "ranks 4 and 5": each([[[2, 3, 1, 2], [3, 4, 1], [2]], [[2, 1, 3, 1, 2], [1, 5, 1, 2, 1], []]], 200),
      empty: each([[[0], [1], []], [[2, 1], [2, 0], [1]]], 300),
      "special values": [specimen("where", {}, booleans(a.shape, 7), a, b)],
      subnormals: [specimen("where", {}, booleans([25], 8), ...pairs(subnormals, subnormals))],
      int32: each(triples[level].slice(0, 5), 400, "int32"),
      bool: each(triples[level].slice(0, 5), 500, "bool"),
    },
    derivatives: { "": each(triples[level].slice(1, 5), 600) },
  };
}; // biome-ignore format: shapes
