import { DataError, OptionError, ShapeError } from "@nami/errors";
import { isFloat, type Shape, showShape, sizeOf, Tensor, type TypedArray } from "@nami/tensor-backend";
import { assign, squaredDistances } from "@nami/transport";

/** Points: a tensor `[n, event…]` with values, or coordinates in row-major order. */
export type PointSet = Tensor | Float32Array | Float64Array;

/** Most points: the matrix of costs takes 8 n² bytes. */
const mostPoints = 10_000;

/** Largest coordinate: sums of squares of differences stay finite. */
const largest = 1e150;

/** W₂² between as many points, row-major. */
export function squaredWasserstein(
  a: Float32Array | Float64Array,
  b: Float32Array | Float64Array,
  dimension: number,
): number {
  const n = a.length / dimension;
  return assign(squaredDistances(a, b, { dimension }), { rows: n, columns: n }).cost / n;
}

/** Whose points, and what is known of them. */
export interface PointsPlace {
  readonly caller: string;
  readonly name: string;
  readonly dimension?: number | undefined;
  /** Default 10,000. */
  readonly most?: number;
}

/** Coordinates of points, row-major. */
export interface Points {
  readonly values: Float32Array | Float64Array;
  readonly count: number;
  readonly dimension: number;
}

/** @internal The coordinates of points, checked. */
export async function pointsIn(
  { caller, name, dimension, most = mostPoints }: PointsPlace,
  set: PointSet,
): Promise<Points> {
  const { values, shape } = await coordinates({ caller, name, dimension }, set);
  const size = sizeOf(shape.slice(1));
  const count = shape[0]!;
  if (dimension !== undefined && dimension !== size)
    throw new ShapeError(
      `${caller}: dimension must be that of the points of ${name} (${size}), got ${dimension}. Leave it out for tensors.`,
    );
  if (count === 0 || size === 0)
    throw new ShapeError(
      `${caller}: ${name} must have at least one point, got shape ${showShape(shape)}. Pass some points.`,
    );
  if (count > most)
    throw new OptionError(
      `${caller}: a set must have at most ${most} points, got ${count} in ${name}. Compare the first ${most}, or several parts.`,
    );
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new DataError(
      `${caller}: coordinates must be finite, got ${values[bad]} at point ${Math.floor(bad / size)} of ${name}. Remove the point, or look at the solve that made it.`,
    );
  const far = values.findIndex((value) => Math.abs(value) > largest);
  if (far >= 0)
    throw new DataError(
      `${caller}: coordinates must be at most ${largest} in size, got ${values[far]} at point ${Math.floor(far / size)} of ${name}. Scale the points.`,
    );
  return { values, count, dimension: size };
}

async function valuesOf({ caller, name }: PointsPlace, set: Tensor): Promise<TypedArray> {
  try {
    return await set.data();
  } catch (cause) {
    if (!(cause instanceof OptionError)) throw cause;
    throw new OptionError(
      `${caller}: ${name} must have values, got ${set} that is unevaluated or disposed. Pass await evaluate(${name}, { backend }).`,
      { cause },
    );
  }
}

async function coordinates(
  place: PointsPlace,
  set: PointSet,
): Promise<{ values: Float32Array | Float64Array; shape: Shape }> {
  const { caller, name, dimension } = place;
  if (set instanceof Tensor) {
    const values = isFloat(set.dtype) ? await valuesOf(place, set) : undefined;
    if (set.shape.length >= 1 && (values instanceof Float32Array || values instanceof Float64Array))
      return { values, shape: set.shape };
    throw new ShapeError(
      `${caller}: ${name} must be floats of shape [n, event…], got ${set}. Cast or reshape it.`,
    );
  }
  if (!(set instanceof Float32Array || set instanceof Float64Array))
    throw new OptionError(
      `${caller}: ${name} must be a Tensor, Float32Array or Float64Array, got ${typeof set}. Convert it.`,
    );
  if (
    dimension === undefined ||
    !Number.isSafeInteger(dimension) ||
    dimension < 1 ||
    set.length % dimension !== 0
  )
    throw new OptionError(
      `${caller}: dimension must be a positive integer that divides the ${set.length} numbers of ${name}, got ${dimension}. Pass the number of coordinates of a point.`,
    );
  return { values: set, shape: [set.length / dimension, dimension] };
}

/**
 * Two sets of points of one dimension.
 *
 * @throws ShapeError when they are not, and, for `equalSizes`, when one has more points
 */
export async function pairOfSets(
  place: Omit<PointsPlace, "name"> & { readonly equalSizes?: true },
  a: PointSet,
  b: PointSet,
): Promise<readonly [Points, Points]> {
  const { caller, equalSizes } = place;
  const [first, second] = await Promise.all([
    pointsIn({ ...place, name: "a" }, a),
    pointsIn({ ...place, name: "b" }, b),
  ]);
  const what = `got ${first.count} of dimension ${first.dimension} and ${second.count} of dimension ${second.dimension}`;
  if (equalSizes && !(first.dimension === second.dimension && first.count === second.count))
    throw new ShapeError(
      `${caller}: both sets must have as many points of one dimension, ${what}. Take as many rows of the larger set as the smaller one has.`,
    );
  if (first.dimension !== second.dimension)
    throw new ShapeError(
      `${caller}: both sets must have points of one dimension, ${what}. Compare points of one kind.`,
    );
  return [first, second];
}
