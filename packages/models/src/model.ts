import { ShapeError } from "@nami/errors";
import { broadcastTo, type Numeric, type Shape, showShape, type Tensor } from "@nami/tensor-backend";

/**
 * A velocity, score or noise model: any function of points and times.
 *
 * `x` is `[batch…, event…]`, `t` is `[batch…]`, the condition is `[batch…, features]`; the result has the shape of x.
 */
export type Model = (x: Tensor, t: Tensor, condition?: Tensor) => Tensor;

/** A model that knows the shape of one point, and its own divergence if it has a formula for it. */
export interface BoundModel extends Model {
  readonly eventShape: Shape;
  /** ∇·v at points, `[batch…]`: used in place of differentiation. */
  readonly divergence?: Model;
}

/** The axes of x before one point. */
export function batchShapeOf(caller: string, x: Tensor, eventShape: Shape): Shape {
  const batch = x.shape.slice(0, x.shape.length - eventShape.length);
  const event = x.shape.slice(x.shape.length - eventShape.length);
  if (x.shape.length < eventShape.length || event.some((size, i) => size !== eventShape[i]))
    throw new ShapeError(
      `${caller}: points must end in the event shape ${showShape(eventShape)}, got ${showShape(x.shape)}. Put the batch axes first.`,
    );
  return batch;
}

/** Time as a tensor of the batch shape, in the dtype of x. */
export function batchTime(caller: string, t: Numeric, batch: Shape): Tensor {
  if (typeof t !== "number" && t.shape.length > batch.length)
    throw new ShapeError(
      `${caller}: t must be a number or have the batch shape ${showShape(batch)}, got ${showShape(t.shape)}. Drop the event axes.`,
    );
  return broadcastTo(t, batch);
}

/** A condition `[…, features]` repeated over the batch axes that it lacks. */
export function batchCondition(condition: Tensor, batch: Shape): Tensor {
  return broadcastTo(condition, [...batch, condition.shape.at(-1) ?? 1]);
}

/** The event shape of a model, if it states one; else that of something else that does. */
export function eventShapeOf(model: Model, other: { readonly eventShape: Shape } | undefined, x: Tensor): Shape {
  const stated = (model as Partial<BoundModel>).eventShape ?? other?.eventShape;
  return stated ?? x.shape.slice(-1);
}
