import { requireCount, requireNumber, requireOneOf, requireThat } from "../check.js";
import { ancestral } from "./ddim.js";
import type { Correction, DiffusionMethod } from "./method.js";

/** Options of {@link predictorCorrector}. */
export interface PredictorCorrectorOptions {
  /** What goes from level to level: a method that keeps nothing between steps. Default `ancestral()`. */
  readonly predictor?: DiffusionMethod;
  /** r of the step size; default 0.16. */
  readonly snr?: number;
  /** Langevin steps at each level; default 1. */
  readonly corrections?: number;
  /**
   * Whose ‖z‖ and ‖s‖ size the step: root mean squares over the whole batch (default), or those of each row. With few
   * numbers in a row the latter vary wildly; with the former a row depends on the others.
   */
  readonly norms?: "batch" | "row";
}

/**
 * Predictor–corrector: at each level Langevin steps along the score s, then a step of the predictor to the next level.
 *
 * `x ← x + ε s + √(2ε) z`, `ε = 2a (r‖z‖/‖s‖)²`, `a = (α/α′)²`.
 *
 * No corrections are made where α = 0. A step costs one evaluation more for each correction.
 *
 * @throws OptionError when the predictor keeps more than its point, or an option is out of range
 * @see Song et al., Score-based generative modeling through SDEs (2021), algorithms 2 to 5
 */
export const predictorCorrector = ({
  predictor = ancestral(),
  snr = 0.16,
  corrections = 1,
  norms = "batch",
}: PredictorCorrectorOptions = {}): DiffusionMethod => {
  requireNumber("predictorCorrector", "snr", snr, snr > 0, "above 0");
  requireCount("predictorCorrector", "corrections", corrections);
  requireOneOf("predictorCorrector", "norms", norms, ["batch", "row"]);
  requireThat(
    predictor?.registers === 0,
    "predictorCorrector: predictor must keep nothing between steps",
    predictor?.name ?? predictor,
    "Pass for example ancestral().",
  );
  return Object.freeze<DiffusionMethod>({
    name: "predictorCorrector",
    stochastic: true,
    registers: 0,
    plan: (route) =>
      predictor.plan(route).flatMap((stage, i) => {
        const at = route.levels[i]!;
        const shrink = (at.alpha / route.levels[i + 1]!.alpha) ** 2;
        const correction: Correction = { at, snr, shrink, norms };
        return [...new Array<Correction>(shrink > 0 ? corrections : 0).fill(correction), stage];
      }),
  });
};
