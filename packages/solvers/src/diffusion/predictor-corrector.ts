import { requireCount, requireNumber, requireOneOf, requireThat } from "../check.js";
import type { Loop } from "../drive.js";
import type { Clock } from "../vector-space.js";
import { ancestral } from "./ddim.js";
import { blendStep, noiseNormsStep } from "./langevin.js";
import type { Level } from "./level.js";
import type { DiffusionMethod, Hand, Move } from "./method.js";
import { shared } from "./stage.js";

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

/** A Langevin step at a level: `x ← x + ε s + √(2ε) z`, `ε = 2a (snr·‖z‖/‖s‖)²`. */
interface Correction extends Required<Pick<PredictorCorrectorOptions, "snr" | "norms">> {
  readonly at: Level;
  /** a, at most 1. */
  readonly shrink: number;
}

/** Root mean square over rows of their root mean squares; a row that broke has no part in it. */
const overall = (norms: Clock): Clock => {
  const sound = norms.filter(Number.isFinite);
  return shared(Math.sqrt(sound.reduce((sum, norm) => sum + norm ** 2, 0) / sound.length));
};

function* correct<S>(
  { at: { alpha, sigma }, snr, shrink, norms }: Correction,
  x: S,
  z: S,
  { ask, release }: Hand<S>,
  asked: readonly Clock[],
): Loop<S, S> {
  const numbers = [1 / sigma, -alpha / sigma, 1].map(shared);
  const told = yield ask(noiseNormsStep, [x, z], [...asked, ...numbers]);
  const noise = told.states[0]!;
  try {
    const [drawn, found] = norms === "batch" ? told.clocks.map(overall) : told.clocks;
    // With s = −ε̂/σ: √ε = √(2a)·snr·σ·‖z‖/‖ε̂‖, and ε s = −(ε/σ) ε̂.
    const scale = Math.sqrt(2 * shrink) * snr * sigma;
    const root = drawn!.map((size, row) => found![row]! && (scale * size) / found![row]!);
    const factors = [
      shared(1),
      root.map((value) => -(value ** 2) / sigma),
      root.map((value) => Math.SQRT2 * value),
    ];
    return (yield ask(blendStep, [x, noise, z], factors)).states[0]!;
  } finally {
    release(noise);
  }
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
        const entry: Move = { at, move: (x, z, hand, asked) => correct(correction, x, z, hand, asked()) };
        return [...new Array<Move>(shrink > 0 ? corrections : 0).fill(entry), stage];
      }),
  });
};
