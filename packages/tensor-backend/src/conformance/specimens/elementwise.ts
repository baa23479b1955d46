import type { UnaryName } from "../../primitives.js";
import type { Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { pairedShapes, singleShapes } from "../shape-classes.js";
import { type Specimen, type SpecimensOf, sections, specimen } from "../specimen.js";
import {
  aboveMinusOne, booleans, type Domain, drawn, integers, magnitudes, positive, real, specialNumbers, subnormals, vector,
} from "../test-values.js"; // biome-ignore format: a list

/** What distinguishes one function from another. */
interface Traits {
  /** Where it is smooth. */
  readonly domain?: Domain;
  /** Also defined on int32. */
  readonly integer?: boolean;
  /** Its derivative is zero by definition. */
  readonly flat?: boolean;
  /** Beyond this, only a section of its own looks: reducing a large angle to a period takes more digits than many devices have. */
  readonly largest?: number;
}

function unary<P extends UnaryName>(
  primitive: P,
  { domain = real, integer = false, flat = false, largest = Number.POSITIVE_INFINITY }: Traits = {},
): SpecimensOf<P> {
  return (level) => {
    const { common, deep, empty } = singleShapes[level];
    const on = (x: Tensor): Specimen<P> => specimen<P>(primitive, {}, x);
    const each = (shapes: readonly Shape[], seed: number): Specimen<P>[] =>
      shapes.map((shape, i) => on(drawn(shape, seed + i, domain)));
    const within = (x: number): boolean => Math.abs(x) <= largest;
    return {
      values: sections<P>({
        "up to rank 3": each(common, 100),
        "ranks 4 and 5": each(deep, 200),
        empty: each(empty, 300),
        "special values": [on(vector(specialNumbers))],
        magnitudes: [on(vector(magnitudes.filter(within)))],
        "large arguments":
          largest < Number.POSITIVE_INFINITY ? [on(vector(magnitudes.filter((x) => !within(x))))] : [],
        subnormals: [on(vector(subnormals))],
        int32: integer ? [on(integers([7], 1)), on(integers([2, 3, 5], 2))] : [],
        "wide int32": integer ? [on(integers([64], 3, -(2 ** 31) + 1, 2 ** 31 - 1))] : [],
        float64: [on(drawn([3, 5], 400, domain, "float64"))],
      }),
      derivatives: flat
        ? {}
        : sections<P>({
            "":
              level === "quick"
                ? each([[2, 3]], 500)
                : each([[], [1], [7], [2, 3], [0, 2], [2, 1, 3], [2, 3, 1, 2, 2]], 500),
            "at special values": level === "quick" ? [] : [on(vector([0, -0, 1, -1, Number.NaN]))],
            float64: [on(drawn([2, 3], 600, domain, "float64"))],
          }),
    };
  };
}

/** Functions of one number. */
export const unarySpecimens: { readonly [P in UnaryName]: SpecimensOf<P> } = {
  neg: unary("neg", { integer: true }),
  abs: unary("abs", { integer: true }),
  sign: unary("sign", { integer: true, flat: true }),
  floor: unary("floor", { flat: true }),
  sqrt: unary("sqrt", { domain: positive }),
  rsqrt: unary("rsqrt", { domain: positive }),
  exp: unary("exp"),
  expm1: unary("expm1"),
  log: unary("log", { domain: positive }),
  log1p: unary("log1p", { domain: aboveMinusOne }),
  sin: unary("sin", { largest: 100 }),
  cos: unary("cos", { largest: 100 }),
  tanh: unary("tanh"),
  sigmoid: unary("sigmoid"),
  softplus: unary("softplus"),
  erf: unary("erf"),
};

/** `isFinite` and the connectives of truth values. */
export const logicSpecimens: {
  readonly [P in "isFinite" | "logicalNot" | "logicalAnd" | "logicalOr"]: SpecimensOf<P>;
} = {
  isFinite: (level) => ({
    values: {
      "up to rank 3": singleShapes[level].common.map((shape, i) =>
        specimen("isFinite", {}, drawn(shape, 100 + i)),
      ),
      "special values": [specimen("isFinite", {}, vector([...specialNumbers, ...magnitudes]))],
      subnormals: [specimen("isFinite", {}, vector(subnormals))],
    },
    derivatives: {},
  }),
  logicalNot: (level) => ({
    values: {
      "up to rank 3": singleShapes[level].common.map((shape, i) =>
        specimen("logicalNot", {}, booleans(shape, 100 + i)),
      ),
      "ranks 4 and 5": singleShapes[level].deep.map((shape, i) =>
        specimen("logicalNot", {}, booleans(shape, 200 + i)),
      ),
      empty: singleShapes[level].empty.map((shape, i) =>
        specimen("logicalNot", {}, booleans(shape, 300 + i)),
      ),
    },
    derivatives: {},
  }),
  logicalAnd: connective("logicalAnd"),
  logicalOr: connective("logicalOr"),
};

function connective<P extends "logicalAnd" | "logicalOr">(primitive: P): SpecimensOf<P> {
  return (level) => {
    const each = (shapes: readonly (readonly [Shape, Shape])[], seed: number): Specimen<P>[] =>
      shapes.map(([a, b], i) =>
        specimen<P>(primitive, {}, booleans(a, seed + i), booleans(b, seed + 50 + i)),
      );
    const { common, deep, empty } = pairedShapes[level];
    return {
      values: {
        "up to rank 3": each(common, 100),
        "ranks 4 and 5": each(deep, 200),
        empty: each(empty, 300),
      },
      derivatives: {},
    };
  };
}
