import { cast, sumOver } from "./blocks.js";
import type { Lowerings } from "./rule.js";

/** Products and reductions. */
export const contractionLowerings: Lowerings<"matmul" | "sum" | "max" | "cumsum"> = {
  matmul: (emit, inputs) => emit.op("MatMul", inputs),
  sum: (emit, [x], { attributes: { axes } }) => (axes.length ? sumOver(emit, x!, axes) : x!),
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
