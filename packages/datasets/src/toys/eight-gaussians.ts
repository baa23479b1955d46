import { checkOptions } from "@nami/errors";
import { curveToy } from "./curve-toy.js";
import { checkPositive, type MixtureToy } from "./toy.js";

/** Options of {@link eightGaussians}. */
export interface EightGaussiansOptions {
  /** Distance of the modes from the origin, positive. Default 4/√2. */
  readonly radius?: number;
  /** Standard deviation of a mode, positive. Default 0.5/√2. */
  readonly std?: number;
}

/**
 * Eight round normal distributions on a circle, at angles kπ/4, equally likely.
 *
 * The defaults are FFJORD's (which writes 1.414 for √2). Other conventions: torchcfm `{ radius: 5, std: Math.sqrt(0.1) }` (2.614734 nats), its
 * two-dimensional runner `{ radius: 5, std: 1 }` (4.770726), a wide ring `{ radius: 5, std: 0.7 }` (4.186346).
 *
 * @returns a toy with `logProb`, `entropy` (2.831578 nats with the defaults) and `mixture` (its 8 components)
 * @throws OptionError when an option is not positive and finite
 * @example eightGaussians().mixture.means.length; // 8
 * @see Grathwohl et al. 2019 (FFJORD), https://arxiv.org/abs/1810.01367
 */
export function eightGaussians(options: EightGaussiansOptions = {}): MixtureToy {
  checkOptions<EightGaussiansOptions>("eightGaussians", options, { radius: true, std: true });
  const { radius = 4 / Math.SQRT2, std = 0.5 / Math.SQRT2 } = options;
  checkPositive("eightGaussians", "radius", radius);
  checkPositive("eightGaussians", "std", std);
  return curveToy(
    "eightGaussians",
    {
      branches: 8,
      point: (branch, _, m) => {
        const angle = m.mul(branch, Math.PI / 4);
        return [m.mul(m.cos(angle), radius), m.mul(m.sin(angle), radius)];
      },
    },
    std,
  );
}
