import { checkOptions } from "@nami/errors";
import { excessOfPairs } from "./pair-means.js";
import { type PointSet, type Points, pairOfSets } from "./point-sets.js";
import { type FloorOptions, floorOf } from "./sampling-floor.js";
import { type SetDistance, setDistance } from "./set-distance.js";

/** Options of {@link energyDistance}. */
export interface EnergyOptions {
  /** Number of coordinates of a point; needed for typed arrays. */
  readonly dimension?: number;
  /** Also computes what two fresh samples of the target differ by, at the number of points of the first set. */
  readonly floor?: FloorOptions;
}

const measure = (a: Points, b: Points): number => 2 * excessOfPairs("energyDistance", a, b, Math.sqrt);

/**
 * The energy distance: D² = 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖, 0 for equal laws only.
 *
 * `squared` is the estimate without bias (pairs of different points), below 0 about half the time for equal laws.
 * Time O(n² d), no memory; sets may differ in size.
 *
 * @throws ShapeError when a set has fewer than two points or dimensions differ; otherwise as `wasserstein2`
 * @example const { squared } = await energyDistance(samples, data);
 * @see Székely and Rizzo, Energy statistics (2013), section 2
 */
export async function energyDistance(
  a: PointSet,
  b: PointSet,
  options: EnergyOptions = {},
): Promise<SetDistance> {
  checkOptions<EnergyOptions>("energyDistance", options, { dimension: true, floor: true });
  const { dimension, floor } = options;
  const [first, second] = await pairOfSets({ caller: "energyDistance", dimension }, a, b);
  return setDistance(measure(first, second), await floorOf("energyDistance", floor, first, measure));
}
