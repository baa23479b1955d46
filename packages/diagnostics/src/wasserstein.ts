import { checkOptions } from "@nami/errors";
import { type PointSet, pairOfSets, squaredWasserstein } from "./point-sets.js";
import { type FloorOptions, floorOf } from "./sampling-floor.js";
import { type SetDistance, setDistance } from "./set-distance.js";

/** Options of {@link wasserstein2}. */
export interface WassersteinOptions {
  /** Number of coordinates of a point; needed for typed arrays. */
  readonly dimension?: number;
  /** Also computes what two fresh samples of the target differ by, at the same number of points. */
  readonly floor?: FloorOptions;
}

/**
 * The exact Wasserstein-2 distance between two sets of n points each: W₂² = min over assignments σ of
 * (1/n) Σᵢ ‖aᵢ − b_σ(i)‖².
 *
 * Two samples of one distribution have a distance too. Compare with `samplingFloor`, not with 0; published
 * tables mix W₂ and W₂², so both are given.
 *
 * Memory 8 n² bytes; time O(n³) at worst, a second or two for n = 2000.
 *
 * @param a points
 * @param b as many points
 * @throws ShapeError when the sets or samples of the floor differ in size or dimension, or are empty; OptionError when typed arrays come
 * without `dimension`, tensors without values, or n exceeds 10,000; DataError when a coordinate is not finite,
 * or above 1e150
 * @example
 * const { distance, squared } = await wasserstein2(samples, data);
 * await wasserstein2(samples, data, { floor: { sample: moons().sample, key: key(1), backend } });
 * @see Peyré and Cuturi, Computational Optimal Transport (2019), section 2.2
 */
export async function wasserstein2(
  a: PointSet,
  b: PointSet,
  options: WassersteinOptions = {},
): Promise<SetDistance> {
  checkOptions<WassersteinOptions>("wasserstein2", options, { dimension: true, floor: true });
  const { dimension, floor } = options;
  const [first, second] = await pairOfSets({ caller: "wasserstein2", dimension, equalSizes: true }, a, b);
  const squared = squaredWasserstein(first.values, second.values, first.dimension);
  return setDistance(squared, await floorOf("wasserstein2", floor, first));
}
