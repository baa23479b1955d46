import type { DType } from "../../dtype.js";
import type { SpecimensOf } from "../specimen.js";
import { specimen } from "../specimen.js";
import { booleans, drawn, integers, specialNumbers, vector } from "../test-values.js";

const full = (
  value: number,
  dtype: DType,
  shape: readonly number[] = [2, 3],
): ReturnType<typeof specimen<"full">> => specimen("full", { value, shape, dtype });

/** Constants and conversions. */
export const creationSpecimens: { readonly [P in "full" | "iota" | "cast"]: SpecimensOf<P> } = {
  full: () => ({
    values: {
      "up to rank 3": [
        full(1.5, "float32"),
        full(0.1, "float32", []),
        full(-3, "float32", [1]),
        full(2, "float32", [2, 1, 3]),
      ],
      "ranks 4 and 5": [full(1.5, "float32", [2, 3, 1, 2]), full(1.5, "float32", [2, 1, 3, 2, 2])],
      empty: [full(1.5, "float32", [0]), full(1.5, "float32", [2, 0, 3])],
      "special values": specialNumbers.map((value) => full(value, "float32", [3])),
      magnitudes: [1e30, 3.4e38, 1.2e-38].map((value) => full(value, "float32", [3])),
      subnormals: [full(1e-40, "float32", [3])],
      int32: [full(-7, "int32"), full(0, "int32", []), full(0, "int32", [0])],
      bool: [full(1, "bool"), full(0, "bool"), full(1, "bool", [])],
      float64: [full(0.1, "float64"), full(1e300, "float64")],
    },
    derivatives: {},
  }),
  iota: (level) => ({
    values: {
      sizes: (level === "quick" ? [1, 7, 101] : [1, 2, 7, 101, 1031, 100_003]).map((size) =>
        specimen("iota", { size, dtype: "float32" }),
      ),
      empty: [specimen("iota", { size: 0, dtype: "float32" })],
      int32: [1, 7, 101].map((size) => specimen("iota", { size, dtype: "int32" })),
      float64: [specimen("iota", { size: 7, dtype: "float64" })],
    },
    derivatives: {},
  }),
  cast: () => ({
    values: {
      "float32 to int32": [
        specimen(
          "cast",
          { dtype: "int32" },
          drawn([3, 5], 1, (z) => 100 * z),
        ),
        specimen(
          "cast",
          { dtype: "int32" },
          vector([-1.5, -0.5, -0, 0, 0.5, 0.999, 1.5, 2.5, -2.5, 16777216]),
        ),
        specimen("cast", { dtype: "int32" }, drawn([], 2)),
        specimen("cast", { dtype: "int32" }, drawn([0], 3)),
      ],
      "float32 beyond int32 to int32": [
        specimen("cast", { dtype: "int32" }, vector([3e9, -3e9, 2 ** 31, -(2 ** 31), 1e30, -1e30])),
      ],
      "non-finite to int32": [
        specimen(
          "cast",
          { dtype: "int32" },
          vector([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]),
        ),
      ],
      "float32 to bool": [
        specimen("cast", { dtype: "bool" }, drawn([3, 5], 4, Math.round)),
        specimen(
          "cast",
          { dtype: "bool" },
          vector([0, -0, 1, -1, 0.5, -0.25, 1e-30, Number.POSITIVE_INFINITY]),
        ),
      ],
      "NaN to bool": [specimen("cast", { dtype: "bool" }, vector([Number.NaN]))],
      "float32 to float32": [specimen("cast", { dtype: "float32" }, vector(specialNumbers))],
      "int32 to float32": [
        specimen("cast", { dtype: "float32" }, integers([2, 3, 5], 5)),
        specimen("cast", { dtype: "float32" }, integers([], 6)),
      ],
      "wide int32 to float32": [
        specimen("cast", { dtype: "float32" }, integers([64], 7, -(2 ** 31), 2 ** 31 - 1)),
      ],
      "int32 to bool": [specimen("cast", { dtype: "bool" }, integers([2, 3, 5], 8, -2, 3))],
      "bool to float32": [
        specimen("cast", { dtype: "float32" }, booleans([2, 3, 5], 9)),
        specimen("cast", { dtype: "float32" }, booleans([], 10)),
      ],
      "bool to int32": [specimen("cast", { dtype: "int32" }, booleans([3, 5], 11))],
      "bool to bool": [specimen("cast", { dtype: "bool" }, booleans([3, 5], 12))],
      "float64 to int32": [
        specimen(
          "cast",
          { dtype: "int32" },
          drawn([3, 5], 13, (z) => 100 * z, "float64"),
        ),
      ],
      "int32 to float64": [
        specimen("cast", { dtype: "float64" }, integers([64], 14, -(2 ** 31), 2 ** 31 - 1)),
      ],
    },
    derivatives: {},
  }),
};
