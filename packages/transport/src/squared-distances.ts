import { checkOptions, DataError, OptionError, ShapeError } from "@nami/errors";

/** Options of {@link squaredDistances}. */
export interface PointOptions {
  /** Number of coordinates of a point, an integer of 1 or more. */
  readonly dimension: number;
}

/**
 * Squared Euclidean distances between two point sets: `c_ij = Σ_k (a_ik − b_jk)²`, the cost of optimal transport
 * in W₂. Differences are squared, not expanded, so that nothing cancels and equal points have distance 0.
 *
 * @param a points, row-major, `rows · dimension` finite numbers
 * @param b points, row-major, `columns · dimension` finite numbers
 * @param options `dimension` of the points
 * @returns row-major costs of shape [rows, columns]
 * @throws OptionError for a bad dimension, ShapeError for a length that is no multiple of it, DataError for a
 * coordinate that is not finite
 * @example
 * squaredDistances(Float64Array.of(0, 0), Float64Array.of(3, 4, 1, 0), { dimension: 2 }); // [25, 1]
 */
export function squaredDistances(
  a: Float64Array | Float32Array,
  b: Float64Array | Float32Array,
  options: PointOptions,
): Float64Array {
  checkOptions<PointOptions>("squaredDistances", options, { dimension: true });
  const { dimension } = options;
  if (!Number.isSafeInteger(dimension) || dimension < 1) {
    throw new OptionError(
      `squaredDistances: dimension must be a positive integer, got ${String(dimension)}. Pass the number of coordinates of a point.`,
    );
  }
  checkPoints("a", a, dimension);
  checkPoints("b", b, dimension);
  const rows = a.length / dimension;
  const columns = b.length / dimension;
  const out = new Float64Array(rows * columns);
  for (let i = 0, at = 0; i < a.length; i += dimension) {
    for (let j = 0; j < b.length; j += dimension) {
      let sum = 0;
      for (let k = 0; k < dimension; k++) {
        const difference = a[i + k]! - b[j + k]!;
        sum += difference * difference;
      }
      out[at++] = sum;
    }
  }
  return out;
}

function checkPoints(name: string, points: Float64Array | Float32Array, dimension: number): void {
  if (points.length % dimension !== 0) {
    throw new ShapeError(
      `squaredDistances: ${name} must hold points of ${dimension} coordinates, got ${points.length} numbers. Pass a row-major array of whole points.`,
    );
  }
  const bad = points.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new DataError(
    `squaredDistances: coordinates must be finite, got ${points[bad]} at point ${Math.floor(bad / dimension)}, coordinate ${bad % dimension} of ${name}. Remove the point.`,
  );
}
