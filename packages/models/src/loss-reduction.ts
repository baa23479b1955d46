import { OptionError, ShapeError } from "@nami/errors";
import {
  broadcastTo,
  cast,
  div,
  expandDims,
  maximum,
  mean,
  sameShape,
  showShape,
  sum,
  type Tensor,
  where,
  zeros,
} from "@nami/tensor-backend";

/** How losses of single points become one: over the batch axes. */
export type LossReduction = "mean" | "sum" | "none";

/** All options of {@link ReductionOptions}, for checks. */
export const reductionOptions = { reduction: true, mask: true } as const;

/** How a loss of every coordinate becomes one number. */
export interface ReductionOptions {
  /** Over the batch axes. Default `"mean"`. */
  readonly reduction?: LossReduction;
  /**
   * Which parts of a point count, `[batch…, …the first event axes]` of 0 and 1 or booleans: rows of variable length, padded
   * to one. A point is then the mean over what counts, and one of which nothing counts is 0.
   */
  readonly mask?: Tensor;
}

/**
 * A loss of every coordinate, `[batch…, event…]`, averaged over each point and then reduced over the batch.
 *
 * @throws OptionError for an unknown reduction
 * @throws ShapeError when the mask does not have the first axes of the points, those of the batch at least
 */
export function reduceLoss(
  caller: string,
  losses: Tensor,
  { reduction = "mean", mask, batchAxes }: ReductionOptions & { readonly batchAxes: number },
): Tensor {
  const axis = losses.shape.slice(batchAxes).map((_, i) => batchAxes + i);
  const points = mask ? meanWhere(caller, losses, { mask, axis }) : mean(losses, { axis });
  switch (reduction) {
    case "mean":
      return mean(points);
    case "sum":
      return sum(points);
    case "none":
      return points;
    default:
      throw new OptionError(
        `${caller}: reduction must be "mean", "sum" or "none", got "${String(reduction)}". Pass one of them.`,
      );
  }
}

function meanWhere(
  caller: string,
  losses: Tensor,
  { mask, axis }: { readonly mask: Tensor; readonly axis: readonly number[] },
): Tensor {
  const axes = mask.shape.length;
  if (axes < losses.shape.length - axis.length || !sameShape(mask.shape, losses.shape.slice(0, axes)))
    throw new ShapeError(
      `${caller}: the mask must have the first axes of the points ${showShape(losses.shape)}, got ${showShape(mask.shape)}. Pass one number for each row of a point.`,
    );
  const kept = broadcastTo(expandTo(cast(mask, "bool"), losses.shape.length), losses.shape);
  // What is left out is replaced, not multiplied by 0, which would keep what is not finite.
  const total = sum(where(kept, losses, zeros([], losses.dtype)), { axis });
  return div(total, maximum(sum(cast(kept, losses.dtype), { axis }), 1));
}

function expandTo(x: Tensor, axes: number): Tensor {
  return x.shape.length < axes ? expandTo(expandDims(x, -1), axes) : x;
}

/** A factor of batch shape, with an axis of size 1 for each event axis of x. */
export function spreadOver(factor: Tensor, x: Tensor): Tensor {
  return expandTo(factor, x.shape.length);
}
