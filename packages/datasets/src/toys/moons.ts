import { checkOptions } from "@nami/errors";
import { curveToy } from "./curve-toy.js";
import { checkPositive, type MixtureToy } from "./toy.js";

/** Options of {@link moons}. */
export interface MoonsOptions {
  /** Standard deviation of the error, positive. Default 0.05. */
  readonly noise?: number;
}

/**
 * Two interleaved half circles: (cos θ, sin θ) and (1 − cos θ, ½ − sin θ), θ uniform on [0, π], plus N(0, noise²).
 *
 * The scale is scikit-learn's. There θ runs over an even grid; here it is drawn, so that points are independent and
 * have a density.
 *
 * @returns a toy with `logProb`, `entropy` (0.289234 nats at noise 0.05, 1.007585 at 0.1) and `mixture`
 * @throws OptionError when noise is not positive and finite
 * @example
 * const data = moons().sample(10_000, { key: key(0) }); // [10000, 2]
 * moons().entropy; // 0.2892…
 */
export function moons(options: MoonsOptions = {}): MixtureToy {
  checkOptions<MoonsOptions>("moons", options, { noise: true });
  const { noise = 0.05 } = options;
  checkPositive("moons", "noise", noise);
  return curveToy(
    "moons",
    {
      branches: 2,
      point: (branch, v, m) => {
        const angle = m.mul(v, Math.PI);
        const sign = m.sub(1, m.mul(branch, 2));
        return [
          m.add(branch, m.mul(sign, m.cos(angle))),
          m.add(m.mul(branch, 0.5), m.mul(sign, m.sin(angle))),
        ];
      },
    },
    noise,
  );
}
