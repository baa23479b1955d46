import type { FixedOptions } from "../fixed-steps.js";
import { type SdeMethod, sdeMethod } from "./sde-method.js";

/**
 * Heun's method for stochastic equations: an Euler step, then the mean of both ends for drift and diffusion. Stratonovich,
 * strong order 1 for diagonal noise.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1, or `grid` not strictly monotone
 * @see Rümelin 1982, doi 10.1137/0719041; Kloeden and Platen, §11.1
 */
export const stochasticHeun = (options: FixedOptions): SdeMethod<"stratonovich"> =>
  sdeMethod(
    {
      name: "stochasticHeun",
      calculus: ["stratonovich"],
      evaluations: 2,
      area: false,
      step: (a, { y, w, diffusion, t, h, end, one }) => {
        const f = a.slope(y, t);
        const noise = a.times!(diffusion(y, t), w);
        const guess = a.combine(a.combine(y, h, [1], [f]), one, [1], [noise]);
        const drifted = a.combine(y, h, [0.5, 0.5], [f, a.slope(guess, end)]);
        return a.combine(drifted, one, [0.5, 0.5], [noise, a.times!(diffusion(guess, end), w)]);
      },
    },
    options,
  );
