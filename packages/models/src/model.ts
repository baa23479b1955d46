import { OptionError, ShapeError } from "@nami/errors";
import type { ConditionalPath } from "@nami/paths";
import {
  broadcastTo,
  type Numeric,
  reshape,
  type Shape,
  sameShape,
  showShape,
  type Tensor,
} from "@nami/tensor-backend";

import type { Parameterization } from "./conversions.js";

/**
 * A velocity, score or noise model: any function of points and times.
 *
 * `x` is `[batch…, event…]`, `t` is `[batch…]`, the condition is `[batch…, features]`; the result has the shape of x.
 */
export type Model = (x: Tensor, t: Tensor, condition?: Tensor) => Tensor;

/** A model that knows the shape of one point, and its own divergence if it has a formula for it. */
export interface BoundModel {
  /** The model at points; `t` is a number, or a tensor that broadcasts to `[batch…]`. */
  (x: Tensor, t: Numeric, condition?: Tensor): Tensor;
  /** Shape of one point. */
  readonly eventShape: Shape;
  /** The path that it was trained on, with its orientation, source and coupling, where it was said. */
  readonly path?: ConditionalPath;
  /** What it predicts, where it was said. */
  readonly predicts?: Parameterization;
  /** ∇·v at points, `[batch…]`: used in place of differentiation. */
  readonly divergence?: (x: Tensor, t: Numeric, condition?: Tensor) => Tensor;
}

/**
 * The axes of x before one point.
 *
 * @throws ShapeError when the last axes are not the event
 */
export function batchShapeOf(caller: string, x: Tensor, eventShape: Shape): Shape {
  const start = x.shape.length - eventShape.length;
  if (start < 0 || !sameShape(x.shape.slice(start), eventShape))
    throw new ShapeError(
      `${caller}: points must end in the event shape ${showShape(eventShape)}, got ${showShape(x.shape)}. Put the batch axes first.`,
    );
  return x.shape.slice(0, start);
}

/**
 * Time as a tensor of the batch shape; a number takes the dtype of whatever it meets. Axes of size 1 in the place of event axes,
 * which the time of a solver has to broadcast with its state, are dropped.
 *
 * @throws ShapeError when t has more axes than that, or does not broadcast to the batch
 */
export function batchTime(caller: string, t: Numeric, batch: Shape): Tensor {
  if (typeof t === "number" || t.shape.length <= batch.length) return broadcastTo(t, batch);
  if (t.shape.slice(batch.length).some((size) => size !== 1))
    throw new ShapeError(
      `${caller}: t must be a number or have the batch shape ${showShape(batch)}, got ${showShape(t.shape)}. Drop the event axes.`,
    );
  return broadcastTo(reshape(t, t.shape.slice(0, batch.length)), batch);
}

/**
 * A condition `[…, features]` repeated over the batch axes that it lacks.
 *
 * @throws ShapeError when its batch axes do not broadcast to the batch
 */
export function batchCondition(caller: string, condition: Tensor, batch: Shape): Tensor {
  const own = condition.shape.slice(0, -1);
  const offset = batch.length - own.length;
  if (offset < 0 || own.some((size, i) => size !== 1 && size !== batch[offset + i]))
    throw new ShapeError(
      `${caller}: the batch axes of the condition must broadcast to the batch ${showShape(batch)}, got ${showShape(condition.shape)}. Pass one row of features for each point.`,
    );
  return broadcastTo(condition, [...batch, condition.shape.at(-1) ?? 1]);
}

/** The event shape of a model, if it states one; else that of something else that does; else the last axis of x. */
export function eventShapeOf(
  model: Model,
  other: { readonly eventShape: Shape } | undefined,
  x: Tensor,
): Shape {
  return statedEventShape(model) ?? other?.eventShape ?? x.shape.slice(-1);
}

/** The event shape that a model states. */
export function statedEventShape(model: Model): Shape | undefined {
  return (model as Partial<BoundModel>).eventShape;
}

/** The path that a model states. */
export function statedPath(model: Model): ConditionalPath | undefined {
  return (model as Partial<BoundModel>).path;
}

/** What a model says of itself, for another one that is made of it: all but its divergence, which is its own. */
export function marksOf(model: Model): Pick<Partial<BoundModel>, "eventShape" | "path" | "predicts"> {
  const { eventShape, path, predicts } = model as Partial<BoundModel>;
  return { ...(eventShape && { eventShape }), ...(path && { path }), ...(predicts && { predicts }) };
}

/** @throws OptionError when a model is not a function: a field without its parameters, for one */
export function checkModel(caller: string, model: unknown): void {
  if (typeof model !== "function")
    throw new OptionError(
      `${caller}: the model must be a function (x, t, condition?) => Tensor, got ${typeof model}. Pass field.with(params).`,
    );
}
