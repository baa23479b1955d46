import { checkOptions } from "@nami/errors";
import { curveToy } from "./curve-toy.js";
import { checkPositive, type MixtureToy } from "./toy.js";

/** Options of {@link spirals}. */
export interface SpiralsOptions {
  /** Standard deviation of the error, positive. Default 0.1. */
  readonly noise?: number;
}

/**
 * Two spirals of one and a half turns, ±(−n cos n, n sin n)/3 with n = 3π√u and u uniform, plus N(0, noise²).
 *
 * After FFJORD's `2spirals`, without the second, uniform error that its sampler adds, so that there is one noise.
 *
 * @returns a toy with `logProb`, `entropy` (2.540618 nats at noise 0.1) and `mixture`
 * @throws OptionError when noise is not positive and finite
 * @example spirals().sample([4, 100], { key: key(0) }).shape; // [4, 100, 2]
 */
export function spirals(options: SpiralsOptions = {}): MixtureToy {
  checkOptions<SpiralsOptions>("spirals", options, { noise: true });
  const { noise = 0.1 } = options;
  checkPositive("spirals", "noise", noise);
  return curveToy(
    "spirals",
    {
      branches: 2,
      spread: "disc",
      point: (branch, v, m) => {
        const angle = m.mul(v, 3 * Math.PI);
        const sign = m.sub(1, m.mul(branch, 2));
        const arm = m.mul(sign, m.mul(angle, 1 / 3));
        return [m.mul(m.mul(arm, -1), m.cos(angle)), m.mul(arm, m.sin(angle))];
      },
    },
    noise,
  );
}
