import { sizeOf } from "@nami/tensor-backend";
import { cast, expand, reshape, sumOver, wrappingSum } from "./blocks.js";
import type { Lowerings } from "./rule.js";

/**
 * From so many rows on a product is the faster way to sum over rows; and from two on where they are so long: far from the batch sizes
 * that exports are traced at, and from twice those, so that both are lowered alike.
 */
const manyRows = 64;
const longRow = 1500;

/** Products and reductions. */
export const contractionLowerings: Lowerings<"matmul" | "sum" | "max" | "cumsum"> = {
  matmul: (emit, inputs) => emit.op("MatMul", inputs),
  sum: (emit, [x], { attributes: { axes }, shape, dtype }, [type]) => {
    if (!axes.length) return x!;
    if (dtype === "int32") return wrappingSum(emit, x!, axes);
    const rows = sizeOf(type!.shape.slice(0, axes.length));
    const leading = axes.every((axis, i) => axis === i) && shape.length > 0;
    // Sums over rows as a product of a vector of ones: half the time of the runtime's own, and less for few long rows.
    const isFaster = rows >= manyRows || sizeOf(shape) >= longRow;
    if (!leading || !isFaster || (dtype !== "float32" && dtype !== "float64")) return sumOver(emit, x!, axes);
    const ones = expand(emit, emit.constant(dtype, [1]), [rows]);
    const columns = type!.shape.length === 2 ? x! : reshape(emit, x!, [rows, sizeOf(shape)]);
    const sums = emit.op("MatMul", [ones, columns]);
    return shape.length === 1 ? sums : reshape(emit, sums, shape);
  },
  // The runtime's maximum passes over NaN, so NaN is looked for beside it.
  max: (emit, [x], { attributes: { axes }, dtype }) => {
    if (!axes.length) return x!;
    const largest = (values: string): string =>
      emit.op("ReduceMax", [values], { axes: [...axes], keepdims: 0 });
    if (dtype === "int32") return largest(x!);
    const some = cast(emit, largest(cast(emit, emit.op("IsNaN", [x!]), "int32")), "bool");
    return emit.op("Where", [some, emit.constant(dtype, [Number.NaN]), largest(x!)]);
  },
  cumsum: (emit, [x], { attributes: { axis, reverse } }) =>
    emit.op("CumSum", [x!, emit.constant("int64", [axis])], { reverse: reverse ? 1 : 0 }),
};
