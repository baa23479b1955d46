import { checkOptions, OptionError } from "@nami/errors";
import { isKey, type Key, normal } from "@nami/tensor-backend";
import { type PointSet, type Points, pairOfSets } from "./point-sets.js";
import { type FloorOptions, floorOf } from "./sampling-floor.js";
import { type SetDistance, setDistance } from "./set-distance.js";

/** Options of {@link slicedWasserstein}. */
export interface SlicedOptions {
  /** Draws the directions. */
  readonly key: Key;
  /** How many. Default 100. */
  readonly projections?: number;
  /** Number of coordinates of a point; needed for typed arrays. */
  readonly dimension?: number;
  /** Also computes what two fresh samples of the target differ by, in the same directions. */
  readonly floor?: FloorOptions;
}

/**
 * The sliced Wasserstein-2 distance between sets of n points: SW₂² = E_θ W₂²(θ·a, θ·b), θ uniform on the sphere, where W₂ of
 * numbers is that of the sorted ones.
 *
 * For N(0, I) and N(m, s² I) in ℝᵈ it is ‖m‖²/d + (s − 1)². Time O(n (d + log n)) for each direction.
 *
 * @throws OptionError when projections is no positive integer; otherwise as `wasserstein2`, without its bound on n
 * @example const { distance } = await slicedWasserstein(samples, data, { key: key(0) });
 * @see Bonneel et al., Sliced and Radon Wasserstein barycenters of measures (2015), definition 4
 */
export async function slicedWasserstein(
  a: PointSet,
  b: PointSet,
  options: SlicedOptions,
): Promise<SetDistance> {
  checkOptions<SlicedOptions>("slicedWasserstein", options, {
    key: true,
    projections: true,
    dimension: true,
    floor: true,
  });
  const { key, projections = 100, dimension, floor } = options;
  if (!isKey(key))
    throw new OptionError(
      `slicedWasserstein: a key is needed to draw directions, got ${typeof key}. Pass { key: key(0) }.`,
    );
  if (!Number.isSafeInteger(projections) || projections < 1)
    throw new OptionError(
      `slicedWasserstein: projections must be a positive integer, got ${projections}. Pass 100.`,
    );
  const place = { caller: "slicedWasserstein", dimension, equalSizes: true, most: Infinity } as const;
  const [first, second] = await pairOfSets(place, a, b);
  const drawn = await normal(key, [projections, first.dimension], { dtype: "float64" }).data();
  const directions = Array.from({ length: projections }, (_, i) => {
    const row = Array.from(drawn.subarray(i * first.dimension, (i + 1) * first.dimension));
    const length = Math.sqrt(row.reduce((total, value) => total + value * value, 0));
    return row.map((value) => value / length);
  });
  const measure = (x: Points, y: Points): number =>
    directions.reduce((total, direction) => total + squaredAlong(x, y, direction), 0) / projections;
  return setDistance(measure(first, second), await floorOf("slicedWasserstein", floor, first, measure));
}

/** W₂² of the projections on one direction. */
function squaredAlong(a: Points, b: Points, direction: readonly number[]): number {
  const [p, q] = [projected(a, direction).sort(), projected(b, direction).sort()];
  return p.reduce((total, value, i) => total + (value - q[i]!) ** 2, 0) / p.length;
}

function projected({ values, count, dimension }: Points, direction: readonly number[]): Float64Array {
  return Float64Array.from({ length: count }, (_, i) =>
    direction.reduce((total, part, k) => total + part * values[i * dimension + k]!, 0),
  );
}
