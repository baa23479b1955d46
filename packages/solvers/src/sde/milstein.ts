import type { FixedOptions } from "../fixed-steps.js";
import { type SdeMethod, sdeMethod } from "./sde-method.js";

/**
 * Milstein's method without derivatives, for diagonal noise: Itô, strong order 1.
 *
 *     y + h f + g ΔW + (g(ŷ, t) − g(y, t)) (ΔW² − |h|)/(2√|h|),   ŷ = y + h f + √|h| g
 *
 * @throws OptionError when `steps` is not a whole number of at least 1, or `grid` not strictly monotone
 * @see Kloeden and Platen, §11.1 (1.3), where Milstein's ½ g ∂g/∂y becomes a difference
 */
export const milstein = (options: FixedOptions): SdeMethod<"ito"> =>
  sdeMethod(
    {
      name: "milstein",
      calculus: ["ito"],
      evaluations: 1,
      area: false,
      step: (a, { y, w, diffusion, t, h, one, root, inverseRoot }) => {
        const drifted = a.combine(y, h, [1], [a.slope(y, t)]);
        const g = diffusion(y, t);
        const shifted = diffusion(a.combine(drifted, root, [1], [g]), t);
        const square = a.times!(w, w);
        const euler = a.combine(drifted, one, [1], [a.times!(g, w)]);
        const curved = a.combine(
          euler,
          inverseRoot,
          [0.5, -0.5],
          [a.times!(shifted, square), a.times!(g, square)],
        );
        return a.combine(curved, root, [-0.5, 0.5], [shifted, g]);
      },
    },
    options,
  );
