import type { DType } from "../dtype.js";
import { type Shape, stridesOf } from "../shape.js";
import { accumulateRow, accumulator, rounded, storeSums } from "./accumulator.js";
import type { Kernel, Kernels } from "./kernel.js";
import { type View, viewOf, walkRows } from "./rows.js";

/** Views of an input and of its reduction as walked over the input's shape: stride 0 in the output along `axes`. */
function reductionViews(shape: Shape, axes: readonly number[]): [output: View, input: View] {
  const reduced = new Set(axes);
  const kept = stridesOf(shape.filter((_, axis) => !reduced.has(axis)));
  let next = 0;
  const strides = shape.map((_, axis) => (reduced.has(axis) ? 0 : kept[next++]!));
  return [{ offset: 0, strides }, viewOf(shape)];
}

/** Below or equal to every number of a dtype: the largest of nothing. */
function lowest(dtype: DType): number {
  return dtype === "int32" ? -2147483648 : Number.NEGATIVE_INFINITY;
}

const sum: Kernel<"sum"> = (output, inputs, { axes }) => {
  const x = inputs[0]!;
  const total = accumulator(output.values.length);
  walkRows(x.shape, reductionViews(x.shape, axes), (starts, steps, length) =>
    accumulateRow(total, starts[0]!, steps[0]!, x.values, starts[1]!, steps[1]!, length),
  );
  storeSums(total, output);
};

const max: Kernel<"max"> = (output, inputs, { axes }) => {
  const { shape, values } = inputs[0]!;
  const out = output.values;
  out.fill(lowest(output.dtype));
  walkRows(shape, reductionViews(shape, axes), ([at, from], [step, by], length) => {
    for (let n = 0, o = at!, i = from!; n < length; n++, o += step!, i += by!)
      out[o] = Math.max(out[o]!, values[i]!);
  });
};

const cumsum: Kernel<"cumsum"> = (output, inputs, { axis, reverse }) => {
  const { shape, values } = inputs[0]!;
  const strides = stridesOf(shape);
  const length = shape[axis]!;
  const step = reverse ? -strides[axis]! : strides[axis]!;
  const first = reverse ? (length - 1) * strides[axis]! : 0;
  const integer = output.dtype === "int32";
  const lines = shape.map((size, other) => (other === axis ? 1 : size));
  walkRows(lines, [{ offset: first, strides }], ([start], [apart], count) => {
    for (let line = 0; line < count; line++) {
      let total = 0;
      let error = 0;
      for (let n = 0, i = start! + line * apart!; n < length; n++, i += step) {
        const x = values[i]!;
        const next = total + x;
        const added = next - total;
        error += total - (next - added) + (x - added);
        total = next;
        output.values[i] = rounded(total, error, integer);
      }
    }
  });
};

/**
 * Reductions.
 *
 * `sum` and `cumsum` are compensated, so that they are right to one rounding of the result unless nearly everything
 * cancels. The sum of nothing is 0, the largest of nothing −∞ (−2³¹ in int32). `cumsum` is inclusive:
 * y[i] = x[0] + … + x[i], or x[i] + … + x[n−1] in reverse.
 */
export const reductionKernels: Kernels<"sum" | "max" | "cumsum"> = { sum, max, cumsum };
