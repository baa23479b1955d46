import type { DType } from "../../dtype.js";
import type { Attributes, PrimitiveName } from "../../primitives.js";
import type { Shape } from "../../shape.js";
import { type Specimen, type SpecimensOf, sections, specimen } from "../specimen.js";
import { anyValues, specialNumbers, subnormals, vector } from "../test-values.js";

type MovementName =
  | "identity" | "stopGradient" | "reshape" | "transpose" | "broadcastTo" | "reverse" | "concat" | "slice" | "pad"; // biome-ignore format: a list

/** Attributes with the shapes of the inputs. */
type Example<P extends PrimitiveName> = readonly [attributes: Attributes[P], ...inputs: Shape[]];

interface Examples<P extends PrimitiveName> {
  readonly common: readonly Example<P>[];
  readonly deep: readonly Example<P>[];
  readonly empty: readonly Example<P>[];
  /** Applied to a vector of this many unusual values. */
  readonly onVector: (size: number) => Attributes[P];
  readonly flat?: boolean;
}

function movement<P extends MovementName>(
  primitive: P,
  { common, deep, empty, onVector, flat = false }: Examples<P>,
): SpecimensOf<P> {
  const each = (examples: readonly Example<P>[], seed: number, dtype: DType = "float32"): Specimen<P>[] =>
    examples.map(([attributes, ...shapes], i) =>
      specimen<P>(
        primitive,
        attributes,
        ...shapes.map((shape, j) => anyValues(shape, seed + 10 * i + j, dtype)),
      ),
    );
  const unusual = (values: readonly number[]): Specimen<P>[] => [
    specimen<P>(primitive, onVector(values.length), vector(values)),
  ];
  return (level) => ({
    values: {
      "up to rank 3": each(common, 100),
      "ranks 4 and 5": each(deep, 200),
      empty: each(empty, 300),
      "special values": unusual(specialNumbers),
      subnormals: unusual(subnormals),
      int32: each(common, 400, "int32"),
      bool: each(common, 500, "bool"),
      float64: each(common.slice(0, 2), 600, "float64"),
    },
    derivatives: flat
      ? {}
      : sections<P>({
          "": each(level === "quick" ? common.slice(0, 2) : [...common, ...deep], 700),
          empty: level === "quick" ? [] : each(empty, 800),
        }),
  });
}

const still = {
  common: [[{}, [3, 5]], [{}, []], [{}, [1]], [{}, [2, 1, 3]]],
  deep: [[{}, [2, 3, 1, 2]], [{}, [2, 1, 3, 2, 2]]],
  empty: [[{}, [0]], [{}, [2, 0, 3]]],
  onVector: () => ({}),
} as const; // biome-ignore format: a table

/** What moves values and does not change them. */
export const movementSpecimens: { readonly [P in MovementName]: SpecimensOf<P> } = {
  identity: movement("identity", still),
  stopGradient: movement("stopGradient", { ...still, flat: true }),
  reshape: movement("reshape", {
    common: [[{ shape: [5, 3] }, [3, 5]], [{ shape: [] }, [1]], [{ shape: [1, 1] }, []], [{ shape: [2, 1, 3] }, [6]], [{ shape: [7] }, [7]]],
    deep: [[{ shape: [4, 3] }, [2, 3, 1, 2]], [{ shape: [2, 3, 2, 1, 2] }, [4, 6]]],
    empty: [[{ shape: [0] }, [2, 0, 3]], [{ shape: [5, 0, 1] }, [0]]],
    onVector: (size) => ({ shape: [size, 1] }),
  }),
  transpose: movement("transpose", {
    common: [[{ permutation: [1, 0] }, [3, 5]], [{ permutation: [2, 0, 1] }, [2, 3, 5]], [{ permutation: [] }, []], [{ permutation: [0] }, [7]], [{ permutation: [1, 0] }, [1, 5]], [{ permutation: [0, 2, 1] }, [3, 5, 7]]],
    deep: [[{ permutation: [0, 2, 1, 3] }, [2, 3, 5, 2]], [{ permutation: [3, 2, 1, 0] }, [2, 3, 1, 5]], [{ permutation: [4, 1, 0, 3, 2] }, [2, 3, 1, 2, 5]]],
    empty: [[{ permutation: [1, 0] }, [0, 3]], [{ permutation: [2, 1, 0] }, [2, 0, 3]]],
    onVector: () => ({ permutation: [0] }),
  }),
  broadcastTo: movement("broadcastTo", {
    common: [[{ shape: [2, 3] }, [3]], [{ shape: [3, 4] }, [3, 1]], [{ shape: [5] }, []], [{ shape: [2, 5, 3] }, [1, 3]], [{ shape: [7] }, [7]]],
    deep: [[{ shape: [2, 3, 4, 2] }, [3, 1, 2]], [{ shape: [2, 5, 3, 2, 2] }, [2, 1, 3, 1, 2]]],
    empty: [[{ shape: [0] }, [1]], [{ shape: [2, 0] }, [2, 0]], [{ shape: [0, 3] }, [3]]],
    onVector: (size) => ({ shape: [2, size] }),
  }),
  reverse: movement("reverse", {
    common: [[{ axes: [0] }, [7]], [{ axes: [1] }, [3, 5]], [{ axes: [0, 1] }, [3, 5]], [{ axes: [0, 2] }, [2, 3, 5]]],
    deep: [[{ axes: [1, 3] }, [2, 3, 1, 5]], [{ axes: [0, 1, 2, 3, 4] }, [2, 1, 3, 2, 2]]],
    empty: [[{ axes: [0] }, [0]], [{ axes: [2] }, [2, 0, 3]]],
    onVector: () => ({ axes: [0] }),
  }),
  concat: movement("concat", {
    common: [[{ axis: 0 }, [3], [4]], [{ axis: 1 }, [3, 2], [3, 5], [3, 1]], [{ axis: 0 }, [2, 3], [1, 3]], [{ axis: 2 }, [2, 3, 1], [2, 3, 4]], [{ axis: 0 }, [3, 2]], [{ axis: 1 }, [2, 1], [2, 1], [2, 1], [2, 1], [2, 1], [2, 1], [2, 1]]],
    deep: [[{ axis: 1 }, [2, 3, 1, 2], [2, 2, 1, 2]], [{ axis: 4 }, [2, 1, 3, 1, 2], [2, 1, 3, 1, 3]]],
    empty: [[{ axis: 0 }, [0], [4]], [{ axis: 1 }, [2, 0], [2, 3], [2, 0]], [{ axis: 0 }, [0, 3], [0, 3]]],
    onVector: () => ({ axis: 0 }),
  }),
  slice: movement("slice", {
    common: [[{ start: [1, 2], size: [2, 3] }, [3, 5]], [{ start: [2], size: [4] }, [7]], [{ start: [0, 1, 2], size: [2, 1, 3] }, [2, 3, 5]], [{ start: [], size: [] }, []], [{ start: [0], size: [7] }, [7]]],
    deep: [[{ start: [1, 0, 0, 1], size: [1, 3, 1, 1] }, [2, 3, 1, 2]], [{ start: [0, 0, 1, 1, 0], size: [2, 1, 2, 1, 2] }, [2, 1, 3, 2, 2]]],
    empty: [[{ start: [3], size: [0] }, [3]], [{ start: [0, 1], size: [0, 2] }, [0, 3]], [{ start: [1, 0], size: [0, 3] }, [2, 3]]],
    onVector: (size) => ({ start: [0], size: [size] }),
  }),
  pad: movement("pad", {
    common: [[{ before: [1, 0], after: [2, 3] }, [3, 5]], [{ before: [2], after: [0] }, [7]], [{ before: [0, 1, 2], after: [1, 0, 1] }, [2, 3, 1]], [{ before: [], after: [] }, []]],
    deep: [[{ before: [0, 1, 1, 0], after: [0, 1, 1, 0] }, [2, 3, 1, 2]], [{ before: [1, 0, 0, 2, 0], after: [0, 0, 1, 0, 1] }, [2, 1, 3, 2, 2]]],
    empty: [[{ before: [2], after: [1] }, [0]], [{ before: [0, 1], after: [0, 0] }, [0, 3]]],
    onVector: () => ({ before: [1], after: [2] }),
  }),
}; // biome-ignore format: tables
