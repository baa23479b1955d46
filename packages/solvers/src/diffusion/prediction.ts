import { requireOneOf, requireThat } from "../check.js";
import type { Level, NoiseSchedule } from "./level.js";
import { slopeOf } from "./slope-of.js";

/**
 * What a model tells of a point `x = α·data + σ·noise`:
 * `"data"` E[data | x], `"noise"` E[noise | x], `"score"` ∇ log p(x), `"velocity"` E[α̇·data + σ̇·noise | x].
 */
export type Prediction = "velocity" | "noise" | "score" | "data";

/** Factors of x and of the model's output that give the prediction of the data, `D = own·x + told·output`. */
export interface DataFactors {
  readonly own: number;
  readonly told: number;
}

/**
 * Turns any prediction into one of the data, at a level:
 *
 * `D = (x − σ·noise)/α = (x + σ²·score)/α = (σ̇·x − σ·velocity)/(ασ̇ − α̇σ)`.
 *
 * @param grid the times at which it will be asked are inside of it
 * @returns from a level to its factors
 * @throws OptionError for an unknown kind; from the result, where the formula divides by 0
 * @see Lipman et al., Flow matching guide and code (2024), table 1
 */
export const predictionOf = (
  kind: Prediction,
  { alpha, sigma, alphaDot, sigmaDot }: NoiseSchedule,
  grid: ArrayLike<number>,
): ((level: Level) => DataFactors) => {
  const [first, last] = [grid[0]!, grid[grid.length - 1]!];
  const ends = [Math.min(first, last), Math.max(first, last)] as const;
  const [aDot, sDot] = [alphaDot ?? slopeOf(alpha, ...ends), sigmaDot ?? slopeOf(sigma, ...ends)];
  const factors: Record<Prediction, (level: Level) => DataFactors> = {
    data: () => ({ own: 0, told: 1 }),
    noise: (level) => ({ own: 1 / level.alpha, told: -level.sigma / level.alpha }),
    score: (level) => ({ own: 1 / level.alpha, told: level.sigma ** 2 / level.alpha }),
    velocity: (level) => {
      const rate = sDot(level.t);
      const scale = level.alpha * rate - aDot(level.t) * level.sigma;
      return { own: rate / scale, told: -level.sigma / scale };
    },
  };
  requireOneOf<string>("sampleDiffusion", "predicts", kind, Object.keys(factors));
  return (level) => {
    const { own, told } = factors[kind](level);
    const { t, alpha: a, sigma: s } = level;
    requireThat(
      s > 0 && Number.isFinite(own) && Number.isFinite(told) && told !== 0,
      `sampleDiffusion: the data must follow from the ${kind} at every time but the last`,
      `alpha ${a} and sigma ${s} at t = ${t}`,
      "Begin the grid nearer to the data.",
    );
    return { own, told };
  };
};
