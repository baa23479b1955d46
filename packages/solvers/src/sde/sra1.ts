import type { FixedOptions } from "../fixed-steps.js";
import type { Calculus } from "./calculus.js";
import { type SdeMethod, sdeMethod } from "./sde-method.js";

/**
 * Rößler's SRA1 for additive noise (g a function of t alone): strong order 3/2. With J = ∫ (W(u) − W(t)) du / h and
 * Y = y + ¾ h f(y, t) + 3⁄2 g(t + h) J:
 *
 *     y + h (⅓ f(y, t) + ⅔ f(Y, t + ¾h)) + g(t + h) (ΔW − J) + g(t) J
 *
 * For additive noise the Itô and the Stratonovich equation are the same.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1, or `grid` not strictly monotone
 * @see Rößler 2010, doi 10.1137/09076636X, Table 6.3 (SRA1)
 */
export const sra1 = (options: FixedOptions): SdeMethod<Calculus> =>
  sdeMethod(
    {
      name: "sra1",
      calculus: ["ito", "stratonovich"],
      evaluations: 2,
      area: true,
      step: (a, { y, w, area, diffusion, t, h, end, one, inverse }) => {
        const f = a.slope(y, t);
        const [first, last] = [diffusion(y, t), diffusion(y, end)];
        const [early, late] = [a.times!(first, area), a.times!(last, area)];
        const stage = a.combine(a.combine(y, h, [0.75], [f]), inverse, [1.5], [late]);
        const drifted = a.combine(y, h, [1 / 3, 2 / 3], [f, a.slope(stage, a.shift(t, h, 0.75))]);
        const moved = a.combine(drifted, one, [1], [a.times!(last, w)]);
        return a.combine(moved, inverse, [-1, 1], [late, early]);
      },
    },
    options,
  );
