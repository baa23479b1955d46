import { requireNumber } from "../check.js";
import type { DiffusionMethod, Route } from "./method.js";
import type { Stage } from "./stage.js";

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
  const raisedLevel = ({ levels, levelOfRatio }: Route, i: number): (typeof levels)[number] => {
    const at = levels[i]!;
    const ratio = at.sigma / at.alpha;
    const inside = ratio >= churnMin && ratio <= churnMax && ratio > 0;
    const gamma = inside ? Math.min(churn / (levels.length - 1), Math.SQRT2 - 1) : 0;
    const raised = ratio * (1 + gamma);
    if (gamma === 0 || i === 0) return at;
    return raised * levels[0]!.alpha >= levels[0]!.sigma ? levels[0]! : levelOfRatio(raised, i);
  };
  return Object.freeze<DiffusionMethod>({
    name: "edmHeun",
    stochastic: churn > 0,
    registers: 1,
    plan: (route) => {
      const { levels } = route;
      const stages: Stage[] = [];
      let from = levels[0]!;
      for (let i = 1; i < levels.length; i++) {
        const to = levels[i]!;
        const raised = i < levels.length - 1 ? raisedLevel(route, i) : to;
        // From x at `to` to x̂ at `raised`: x̂ = lift·x + noise·z.
        const lift = raised.alpha / to.alpha;
        const variance = (raised.sigma / raised.alpha) ** 2 - (to.sigma / to.alpha) ** 2;
        const noise = raised === to ? 0 : churnNoise * raised.alpha * Math.sqrt(variance);
        const kept = to.sigma / from.sigma;
        const data = to.alpha - from.alpha * kept;
        if (to.sigma === 0 || from.alpha === 0)
          stages.push({ at: from, next: [{ x: lift * kept, data: lift * data, noise }, {}] });
        else {
          const half = (to.sigma - (to.alpha * from.sigma) / from.alpha) / 2;
          const half1 = {
            x: to.alpha / from.alpha + half / from.sigma,
            data: (-half * from.alpha) / from.sigma,
          };
          stages.push(
            { at: from, next: [{ x: kept, data }, half1] },
            {
              at: to,
              next: [
                {
                  x: (lift * half) / to.sigma,
                  data: (-lift * half * to.alpha) / to.sigma,
                  kept: [lift],
                  noise,
                },
                {},
              ],
            },
          );
        }
        from = raised;
      }
      return stages;
    },
  });
};
