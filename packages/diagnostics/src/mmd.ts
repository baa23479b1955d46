import { checkOptions, OptionError } from "@nami/errors";
import { excessOfPairs } from "./pair-means.js";
import { type PointSet, type Points, pairOfSets } from "./point-sets.js";
import { type FloorOptions, floorOf } from "./sampling-floor.js";
import { type SetDistance, setDistance } from "./set-distance.js";

/** Options of {@link mmd}. */
export interface MmdOptions {
  /** Widths ℓ of the kernels that are averaged. Default [0.01, 0.1, 1, 10, 100]. */
  readonly bandwidths?: readonly number[];
  /** Number of coordinates of a point; needed for typed arrays. */
  readonly dimension?: number;
  /** Also computes what two fresh samples of the target differ by, at the number of points of the first set. */
  readonly floor?: FloorOptions;
}

/**
 * The maximum mean discrepancy: MMD² = E k(X, X′) + E k(Y, Y′) − 2 E k(X, Y), with k the mean of exp(−‖x − y‖²/(2ℓ²)) over
 * the widths ℓ.
 *
 * `squared` is the estimate without bias (pairs of different points), below 0 about half the time for equal laws.
 * Time O(n² d) for each width, no memory; sets may differ in size.
 *
 * @throws OptionError when a width is not positive; ShapeError when a set has fewer than two points or dimensions differ;
 * otherwise as `wasserstein2`
 * @example const { squared } = await mmd(samples, data, { bandwidths: [1] });
 * @see Gretton et al., A kernel two-sample test (2012), lemma 6
 */
export async function mmd(a: PointSet, b: PointSet, options: MmdOptions = {}): Promise<SetDistance> {
  checkOptions<MmdOptions>("mmd", options, { bandwidths: true, dimension: true, floor: true });
  const { bandwidths = [0.01, 0.1, 1, 10, 100], dimension, floor } = options;
  if (bandwidths.length === 0 || !bandwidths.every((width) => width > 0 && width < Infinity))
    throw new OptionError(
      `mmd: bandwidths must be positive and finite, got [${bandwidths}]. Pass for example [1].`,
    );
  const kernel = (squared: number): number =>
    bandwidths.reduce((total, width) => total + Math.exp(-squared / (2 * width ** 2)), 0) / bandwidths.length;
  const measure = (x: Points, y: Points): number => -2 * excessOfPairs("mmd", x, y, kernel);
  const [first, second] = await pairOfSets({ caller: "mmd", dimension }, a, b);
  return setDistance(measure(first, second), await floorOf("mmd", floor, first, measure));
}
