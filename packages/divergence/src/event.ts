import { ShapeError } from "@nami/errors";
import { type Shape, sameShape, showShape } from "@nami/tensor-backend";
import type { VectorField } from "./estimator.js";

/**
 * Number of batch axes of points of a shape.
 *
 * @throws ShapeError unless `eventNdim` is an integer from 0 to the rank
 */
export function batchNdim(caller: string, shape: Shape, eventNdim: number): number {
  if (!Number.isInteger(eventNdim) || eventNdim < 0 || eventNdim > shape.length)
    throw new ShapeError(
      `${caller}: eventNdim must be an integer from 0 to the rank of x, got ${eventNdim} for ${showShape(shape)}. Count the axes of one point.`,
    );
  return shape.length - eventNdim;
}

/** The last `eventNdim` axes of a tensor of the given rank. */
export function eventAxes(rank: number, eventNdim: number): number[] {
  return Array.from({ length: eventNdim }, (_, i) => rank - eventNdim + i);
}

/** A field that throws ShapeError where it returns another shape than its points: the trace would be of something else. */
export function checkedField(caller: string, field: VectorField): VectorField {
  return (x) => {
    const v = field(x);
    if (!sameShape(v.shape, x.shape))
      throw new ShapeError(
        `${caller}: the field must return the shape of its points ${showShape(x.shape)}, got ${showShape(v.shape)}. Return one component for each coordinate.`,
      );
    return v;
  };
}
