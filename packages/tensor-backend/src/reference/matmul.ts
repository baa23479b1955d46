import type { Shape } from "../shape.js";
import type { Kernel } from "./kernel.js";
import { addProduct, asDoubles, roundInto, sumsFor } from "./product.js";
import { broadcastView, type View, walkRows } from "./rows.js";

/** View of the matrices of a stack, broadcast to leading axes `batch`; offsets are those of first elements. */
function stackView(shape: Shape, batch: Shape): View {
  const size = shape.at(-2)! * shape.at(-1)!;
  const { offset, strides } = broadcastView(shape.slice(0, -2), batch);
  return { offset, strides: strides.map((stride) => stride * size) };
}

/**
 * `[…, m, n] × […, n, p] → […, m, p]`, leading axes broadcast.
 *
 * Sums are doubles and rounded once: for float32 every product is exact, and the result is off by its own rounding
 * and n·2⁻⁵³ of Σ|a·b|. With n = 0 it is 0; 0·∞ is NaN and is not left out.
 */
export const matmul: Kernel<"matmul"> = (output, inputs) => {
  const [a, b] = [inputs[0]!, inputs[1]!];
  const batch = output.shape.slice(0, -2);
  const [m, n, p] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  const [left, right, sums] = [asDoubles(a.values), asDoubles(b.values), sumsFor(output)];
  const views = [output, a, b].map(({ shape }) => stackView(shape, batch));
  walkRows(batch, views, (starts, steps, length) => {
    for (let k = 0; k < length; k++)
      addProduct(sums, left, right, {
        m,
        n,
        p,
        out: { at: starts[0]! + k * steps[0]!, row: p },
        left: { at: starts[1]! + k * steps[1]!, row: n, column: 1 },
        right: { at: starts[2]! + k * steps[2]!, row: p },
      });
  });
  roundInto(output, sums);
};
