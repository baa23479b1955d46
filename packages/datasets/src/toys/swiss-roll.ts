import { checkOptions } from "@nami/errors";
import { curveToy } from "./curve-toy.js";
import { checkPositive, type MixtureToy } from "./toy.js";

/** Options of {@link swissRoll}. */
export interface SwissRollOptions {
  /** Standard deviation of the error, positive. Default 0.2. */
  readonly noise?: number;
}

/**
 * One spiral, (s cos s, s sin s)/5 with s uniform on [3π/2, 9π/2], plus N(0, noise²).
 *
 * FFJORD's: two coordinates of scikit-learn's Swiss roll with noise 1, divided by 5.
 *
 * @returns a toy with `logProb`, `entropy` (2.669646 nats at noise 0.2) and `mixture`
 * @throws OptionError when noise is not positive and finite
 * @example swissRoll().logProb(tensor([[0, 0]])).shape; // [1]
 */
export function swissRoll(options: SwissRollOptions = {}): MixtureToy {
  checkOptions<SwissRollOptions>("swissRoll", options, { noise: true });
  const { noise = 0.2 } = options;
  checkPositive("swissRoll", "noise", noise);
  return curveToy(
    "swissRoll",
    {
      branches: 1,
      point: (_, v, m) => {
        const angle = m.add(m.mul(v, 3 * Math.PI), 1.5 * Math.PI);
        const radius = m.mul(angle, 0.2);
        return [m.mul(radius, m.cos(angle)), m.mul(radius, m.sin(angle))];
      },
    },
    noise,
  );
}
