import { ShapeError } from "@nami/errors";
import { showShape } from "../shape.js";
import { apply, operand, type Tensor } from "../tensor.js";
import { mul, promote } from "./elementwise.js";
import { sum } from "./reduction.js";
import { expandDims, reshape, squeeze } from "./shaping.js";

/**
 * Matrix product of the last two axes; leading axes broadcast. A vector stands for a row on the left and for a column
 * on the right.
 *
 * @param a `[…, m, n]` or `[n]`
 * @param b `[…, n, p]` or `[n]`
 * @returns `[…, m, p]`, without the axis that a vector stood for
 * @throws ShapeError when inner sizes differ
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  for (const each of [a, b]) operand("matmul", each);
  if (!a.shape.length || !b.shape.length)
    throw new ShapeError(
      `matmul: operands must have an axis, got ${showShape(a.shape)} and ${showShape(b.shape)}. Use mul for scalars.`,
    );
  const [x, y] = promote("matmul", a, b);
  if (x.shape.length === 1) return squeeze(matmul(expandDims(x, 0), y), y.shape.length === 1 ? 0 : -2);
  if (y.shape.length === 1) return squeeze(matmul(x, expandDims(y, 1)), -1);
  // One matrix for all leading axes: a single tall product.
  if (y.shape.length === 2 && x.shape.length > 2 && x.shape.at(-1) === y.shape[0]) {
    const tall = [x.shape.slice(0, -1).reduce((n, size) => n * size, 1), y.shape[0]!];
    return reshape(apply("matmul", {}, [reshape(x, tall), y]), [...x.shape.slice(0, -1), y.shape[1]!]);
  }
  return apply("matmul", {}, [x, y]);
}

/** Inner product over the last axis: Σ aᵢbᵢ; leading axes broadcast. */
export function dot(a: Tensor, b: Tensor): Tensor {
  const product = mul(a, b);
  if (!product.shape.length)
    throw new ShapeError("dot: operands must have an axis, got two scalars. Use mul.");
  return sum(product, { axis: -1 });
}

/** The last two axes exchanged. */
export function matrixTranspose(x: Tensor): Tensor {
  operand("matrixTranspose", x);
  const rank = x.shape.length;
  if (rank < 2)
    throw new ShapeError(
      `matrixTranspose: the operand must have two axes or more, got ${showShape(x.shape)}. Use expandDims.`,
    );
  const permutation = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return apply("transpose", { permutation }, [x]);
}
