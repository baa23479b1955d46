import { checkOptions, ShapeError } from "@nami/errors";
import { normalizeAxis, sameShape, showShape, sizeOf } from "../shape.js";
import { apply, operand, type Tensor } from "../tensor.js";
import { reshape } from "./shaping.js";

/**
 * Slices of `x` along an axis, at integer positions.
 *
 * @param indices int32, any shape; each within the axis
 * @returns `x` with the axis replaced by the shape of the indices
 */
export function gather(x: Tensor, indices: Tensor, options: { readonly axis?: number } = {}): Tensor {
  for (const each of [x, indices]) operand("gather", each);
  checkOptions("gather", options, { axis: true });
  const { axis = 0 } = options;
  const at = normalizeAxis("gather", axis, x.shape.length);
  const rows = apply("gather", { axis: at }, [x, reshape(indices, [indices.size])]);
  return reshape(rows, x.shape.toSpliced(at, 1, ...indices.shape));
}

/**
 * The transpose of `gather`: zeros of length `size` along an axis, with each slice of `updates` added at its index.
 *
 * @param indices int32, one for each slice, in the shape that `updates` has in place of the axis
 */
export function scatterAdd(
  updates: Tensor,
  indices: Tensor,
  options: { readonly axis?: number; readonly size: number },
): Tensor {
  for (const each of [updates, indices]) operand("scatterAdd", each);
  checkOptions("scatterAdd", options, { axis: true, size: true });
  const { axis = 0, size } = options;
  const rank = updates.shape.length - indices.shape.length + 1;
  const at = normalizeAxis("scatterAdd", axis, rank);
  const places = updates.shape.slice(at, at + indices.shape.length);
  if (!sameShape(places, indices.shape))
    throw new ShapeError(
      `scatterAdd: there must be one index for each slice, got indices ${showShape(indices.shape)} for ${showShape(updates.shape)} at axis ${at}. Pass indices of shape ${showShape(places)}.`,
    );
  const flat = updates.shape.toSpliced(at, indices.shape.length, sizeOf(indices.shape));
  return apply("scatterAdd", { axis: at, size }, [reshape(updates, flat), reshape(indices, [indices.size])]);
}
