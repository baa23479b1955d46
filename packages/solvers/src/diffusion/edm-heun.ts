import { requireNumber } from "../check.js";
import type { Ask, Loop } from "../drive.js";
import type { Clock } from "../vector-space.js";
import { blendStep } from "./langevin.js";
import type { DiffusionMethod, Entry } from "./method.js";
import { shared } from "./stage.js";

/** Options of {@link edmHeun}. */
export interface EdmHeunOptions {
  /** S_churn, how much noise is added over all steps; default 0, none. */
  readonly churn?: number;
  /** S_min: noise is added from this σ/α … default 0. */
  readonly churnMin?: number;
  /** S_max: … to this one; default ∞. */
  readonly churnMax?: number;
  /** S_noise, the factor of the added noise; default 1. */
  readonly churnNoise?: number;
}

/** A point with noise added: `x̂` of `x, z; factors`. */
function* raise<S>(states: readonly S[], factors: readonly Clock[], ask: Ask<S>): Loop<S, S> {
  return (yield ask(blendStep, states, factors)).states[0]!;
}

/**
 * Heun's method in σ/α with churn: second order, two evaluations a step, one for a step to σ = 0 (2n − 1 in all) and for
 * a step from α = 0. In x̃ = x/α and σ̃ = σ/α,
 *
 * `σ̂ = σ̃(1 + γ)`, `x̂ = x̃ + √(σ̂² − σ̃²) S_noise z`, `γ = min(S_churn/n, √2 − 1)` where `S_min ≤ σ̃ ≤ S_max`,
 * `d = (x̂ − D(x̂, σ̂))/σ̂`, `x̃′ = x̂ + ½(σ̃′ − σ̂)(d + d′)`.
 *
 * σ̂ is never above the first σ̃ of the grid, since a model need not be defined there: the first step is without churn.
 *
 * @throws OptionError when an option is below 0, or `churnMin` above `churnMax`
 * @see Karras et al., Elucidating the design space of diffusion-based generative models (2022), algorithm 2
 */
export const edmHeun = ({
  churn = 0,
  churnMin = 0,
  churnMax = Infinity,
  churnNoise = 1,
}: EdmHeunOptions = {}): DiffusionMethod => {
  requireNumber("edmHeun", "churn", churn, churn >= 0, "of at least 0");
  requireNumber("edmHeun", "churnNoise", churnNoise, churnNoise >= 0, "of at least 0");
  requireNumber("edmHeun", "churnMin", churnMin, churnMin >= 0 && churnMin <= churnMax, "from 0 to churnMax");
  return Object.freeze<DiffusionMethod>({
    name: "edmHeun",
    stochastic: churn > 0,
    registers: 1,
    plan: ({ levels, levelOfRatio }) => {
      const entries: Entry[] = [];
      const steps = levels.length - 1;
      const first = levels[0]!;
      let from = first;
      for (let i = 1; i <= steps; i++) {
        const to = levels[i]!;
        const kept = to.sigma / from.sigma;
        const euler = { x: kept, data: to.alpha - from.alpha * kept };
        if (to.sigma === 0 || from.alpha === 0) entries.push({ at: from, next: [euler, {}] });
        else {
          const half = (to.sigma - (to.alpha * from.sigma) / from.alpha) / 2;
          const half1 = {
            x: to.alpha / from.alpha + half / from.sigma,
            data: (-half * from.alpha) / from.sigma,
          };
          const half2 = { x: half / to.sigma, data: (-half * to.alpha) / to.sigma, kept: [1] };
          entries.push({ at: from, next: [euler, half1] }, { at: to, next: [half2, {}] });
        }
        from = to;
        const ratio = to.sigma / to.alpha;
        if (churn > 0 && i < steps && ratio >= churnMin && ratio <= churnMax) {
          const raised = ratio * (1 + Math.min(churn / steps, Math.SQRT2 - 1));
          from = raised * first.alpha >= first.sigma ? first : levelOfRatio(raised, i);
          const noise = churnNoise * from.alpha * Math.sqrt((from.sigma / from.alpha) ** 2 - ratio ** 2);
          const factors = [from.alpha / to.alpha, noise].map(shared);
          entries.push({ at: to, move: (x, z, { ask }) => raise([x, z], factors, ask) });
        }
      }
      return entries;
    },
  });
};
