import { sizeOf, type ValueType } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";
import { cast, expand, reshape, sumOver, wrappingSum } from "./blocks.js";
import type { Lowerings } from "./rule.js";
import { manyRows } from "./sizes.js";

/** Numbers in a row from which on a product is the faster way to sum over rows, be they two; likewise far from what exports are traced at. */
const longRow = 1500;

/**
 * A sum over axes, which disappear. That over leading axes, where they or what is left are long, is a product of a vector of ones: half
 * the time of the runtime's own, and less for few long rows.
 */
export function sum(emit: Emitter, x: Name, axes: readonly number[], { shape, dtype }: ValueType): Name {
  if (dtype === "int32") return wrappingSum(emit, x, axes);
  const rows = sizeOf(shape.slice(0, axes.length));
  const row = shape.slice(axes.length);
  const leading = axes.every((axis, i) => axis === i) && row.length > 0;
  const isFaster = rows >= manyRows || sizeOf(row) >= longRow;
  if (!leading || !isFaster || (dtype !== "float32" && dtype !== "float64")) return sumOver(emit, x, axes);
  const ones = expand(emit, emit.constant(dtype, [1]), [rows]);
  const columns = shape.length === 2 ? x : reshape(emit, x, [rows, sizeOf(row)]);
  const sums = emit.op("MatMul", [ones, columns]);
  return row.length === 1 ? sums : reshape(emit, sums, row);
}

/** Products and reductions. */
export const contractionLowerings: Lowerings<"matmul" | "sum" | "max" | "cumsum"> = {
  matmul: (emit, inputs) => emit.op("MatMul", inputs),
  sum: (emit, [x], { attributes: { axes } }, [type]) => (axes.length ? sum(emit, x!, axes, type!) : x!),
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
