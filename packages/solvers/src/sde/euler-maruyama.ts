import type { FixedOptions } from "../fixed-steps.js";
import { type SdeMethod, sdeMethod } from "./sde-method.js";

/**
 * The Euler–Maruyama method, `y + h f(y, t) + g(y, t) ΔW`: Itô, strong order ½ (1 where g does not depend on y).
 *
 * @throws OptionError when `steps` is not a whole number of at least 1, or `grid` not strictly monotone
 * @see Kloeden and Platen, Numerical Solution of Stochastic Differential Equations, §10.2
 */
export const eulerMaruyama = (options: FixedOptions): SdeMethod<"ito"> =>
  sdeMethod(
    {
      name: "eulerMaruyama",
      calculus: ["ito"],
      evaluations: 1,
      area: false,
      step: (a, { y, w, diffusion, t, h, one }) =>
        a.combine(a.combine(y, h, [1], [a.slope(y, t)]), one, [1], [a.times!(diffusion(y, t), w)]),
    },
    options,
  );
