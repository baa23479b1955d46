import { checkOptions } from "@nami/errors";
import { curveToy } from "./curve-toy.js";
import { checkPositive, type MixtureToy } from "./toy.js";

/** Options of {@link circles} and {@link rings}. */
export interface CirclesOptions {
  /** Standard deviation of the error, positive. Default 0.24 for circles, 0.08 for rings. */
  readonly noise?: number;
}

/**
 * Two circles around the origin, of radius 3 and 1.5 and equally likely, plus N(0, noise²).
 *
 * FFJORD's: scikit-learn's circles with factor 0.5 and noise 0.08, times 3. The angle is drawn, not on a grid.
 *
 * @returns a toy with `logProb`, `entropy` (3.268136 nats at noise 0.24) and `mixture`
 * @throws OptionError when noise is not positive and finite
 * @example circles().sample(1000, { key: key(0) }).shape; // [1000, 2]
 */
export function circles(options: CirclesOptions = {}): MixtureToy {
  checkOptions<CirclesOptions>("circles", options, { noise: true });
  const { noise = 0.24 } = options;
  return concentric("circles", 2, 1.5, noise);
}

/**
 * Four circles around the origin, of radius 3, 2.25, 1.5 and 0.75 and equally likely, plus N(0, noise²).
 *
 * FFJORD's. The angle is drawn, not on a grid.
 *
 * @returns a toy with `logProb`, `entropy` (2.623183 nats at noise 0.08) and `mixture`
 * @throws OptionError when noise is not positive and finite
 * @example rings({ noise: 0.1 }).entropy;
 */
export function rings(options: CirclesOptions = {}): MixtureToy {
  checkOptions<CirclesOptions>("rings", options, { noise: true });
  const { noise = 0.08 } = options;
  return concentric("rings", 4, 0.75, noise);
}

/** Circles of radius 3, 3 − gap, … */
function concentric(name: string, branches: number, gap: number, noise: number): MixtureToy {
  checkPositive(name, "noise", noise);
  return curveToy(
    name,
    {
      branches,
      closed: true,
      point: (branch, v, m) => {
        const radius = m.sub(3, m.mul(branch, gap));
        const angle = m.mul(v, 2 * Math.PI);
        return [m.mul(radius, m.cos(angle)), m.mul(radius, m.sin(angle))];
      },
    },
    noise,
  );
}
