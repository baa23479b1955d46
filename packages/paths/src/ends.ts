import { OptionError, ShapeError } from "@nami/errors";
import { type Key, type Numeric, reshape, sameShape, showShape, Tensor } from "@nami/tensor-backend";

/** Matched ends of a path, and where on it to be. */
export interface PathArguments {
  /** Data, `[...batch, ...event]`. */
  readonly target: Tensor;
  /** Noise, or whatever the path starts from, in the shape of the target. */
  readonly source: Tensor;
  /**
   * Times in the interval of the path, of shape `batch`: its axes are the first axes of the target, the others are event
   * axes. A number, or a scalar, is one time for all.
   */
  readonly t: Numeric;
  /** Standard normal numbers in the shape of the target, for paths with a noise of their own; drawn when left out. */
  readonly noise?: Tensor;
  /** Draws that noise. */
  readonly key?: Key;
}

/** A coefficient of batch shape, with an axis of size 1 for each event axis of x. */
export function along(coefficient: Numeric, x: Tensor): Numeric {
  if (typeof coefficient === "number" || coefficient.shape.length === 0) return coefficient;
  const eventAxes = new Array<number>(x.shape.length - coefficient.shape.length).fill(1);
  return reshape(coefficient, [...coefficient.shape, ...eventAxes]);
}

/**
 * @param caller the function that speaks
 * @throws OptionError when an end is not a Tensor
 * @throws ShapeError when ends differ in shape or t is not of batch shape
 */
export function checkEnds(caller: string, { target, source, t, noise }: PathArguments): void {
  for (const [end, x] of Object.entries({ target, source, noise: noise ?? target }))
    if (!(x instanceof Tensor))
      throw new OptionError(
        `${caller}: ${end} must be a Tensor, got ${typeof x}. Pass { target, source, t }.`,
      );
  for (const [end, x] of Object.entries({ source, noise: noise ?? target }))
    if (!sameShape(target.shape, x.shape))
      throw new ShapeError(
        `${caller}: ${end} and target must have one shape, got ${showShape(x.shape)} and ${showShape(target.shape)}. Draw one ${end} for each target.`,
      );
  if (typeof t !== "number" && !sameShape(t.shape, target.shape.slice(0, t.shape.length)))
    throw new ShapeError(
      `${caller}: t must have the shape of the batch, the first axes of the target, got ${showShape(t.shape)} for ${showShape(target.shape)}. Draw one time for each row.`,
    );
}
