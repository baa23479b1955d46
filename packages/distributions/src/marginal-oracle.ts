import { add, broadcastShapes, div, mul, type Numeric, sub, sum, type Tensor } from "@nami/tensor-backend";
import { checkEvent } from "./distribution.js";
import { type LossFloorOptions, lossFloor } from "./loss-floor.js";
import {
  average,
  type Coefficients,
  coefficientsAt,
  componentScores,
  componentVelocities,
  halfGrowth,
  logDensity,
  type MarginalTerms,
  marginalTerms,
} from "./marginal.js";
import type { MixtureComponents } from "./mixture-components.js";
import type { ScheduledPath } from "./scheduled-path.js";

/** A function of points and times: x `[..., d]`; t a number, or a Tensor that broadcasts with the batch shape. */
export type MarginalFunction = (x: Tensor, t: Numeric) => Tensor;

/**
 * The exact answers about x_t = α(t) x₀ + σ(t) ε, for x₀ from a Gaussian mixture and ε ~ N(0, I) independent of it.
 *
 * With Cₖ = α²Sₖ + σ²I and δₖ = x − αmₖ, rₖ ∝ wₖ N(x; αmₖ, Cₖ), gₖ = −Cₖ⁻¹δₖ.
 */
export interface MixtureMarginal {
  /** ln p_t(x) = ln Σ wₖ N(x; αmₖ, Cₖ), in nats: `[...]`. */
  readonly logProb: MarginalFunction;
  /** s = ∇ₓ ln p_t(x) = Σ rₖgₖ: `[..., d]`. */
  readonly score: MarginalFunction;
  /** u = E[α̇x₀ + σ̇ε | x] = Σ rₖuₖ with uₖ = α̇mₖ + (αα̇Sₖ + σσ̇)Cₖ⁻¹δₖ: `[..., d]`. */
  readonly velocity: MarginalFunction;
  /** ∇·u = Σ rₖ(tr (αα̇Sₖ + σσ̇)Cₖ⁻¹ + (gₖ − s)·uₖ): `[...]`. */
  readonly divergence: MarginalFunction;
  /** E[x₀ | x] = Σ rₖ(mₖ + αSₖCₖ⁻¹δₖ), the optimal denoiser: `[..., d]`. */
  readonly posteriorMean: MarginalFunction;
  /** The loss of a perfect model, a number: see {@link LossFloorOptions}. */
  readonly lossFloor: (options?: LossFloorOptions) => number;
}

/** The oracle of a mixture under a schedule or path; time runs as the schedule's does. */
export function marginalOracle(components: MixtureComponents, path: ScheduledPath): MixtureMarginal {
  const { schedule } = path;
  const event = [components.means[0]!.length];
  const exact =
    (name: string, formula: (terms: MarginalTerms, at: Coefficients) => Tensor): MarginalFunction =>
    (x, t) => {
      checkEvent(`marginal.${name}`, x, event);
      if (typeof t !== "number") broadcastShapes(`marginal.${name}: t and x`, t.shape, x.shape.slice(0, -1));
      const at = coefficientsAt(schedule, t);
      return formula(marginalTerms(components, x, at), at);
    };
  return Object.freeze({
    logProb: exact("logProb", logDensity),
    score: exact("score", (terms) => average(terms, componentScores(terms))),
    velocity: exact("velocity", (terms, at) => average(terms, componentVelocities(terms, at))),
    divergence: exact("divergence", divergence),
    posteriorMean: exact("posteriorMean", (terms, { alpha }) => {
      const shrunk = terms.turnBack(mul(mul(terms.spectrum, alpha), terms.whitened));
      return average(terms, add(terms.means, shrunk));
    }),
    lossFloor: (options?: LossFloorOptions) => lossFloor(components, path, options),
  });
}

function divergence(terms: MarginalTerms, at: Coefficients): Tensor {
  const scores = componentScores(terms);
  const spread = sub(scores, sum(mul(terms.responsibilities, scores), { axis: -2, keepDims: true }));
  const trace = sum(div(halfGrowth(terms, at), terms.variances), { axis: -1, keepDims: true });
  const moved = sum(mul(spread, componentVelocities(terms, at)), { axis: -1, keepDims: true });
  return sum(average(terms, add(trace, moved)), { axis: -1 });
}
