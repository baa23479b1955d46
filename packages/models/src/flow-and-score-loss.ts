import type { Distribution } from "@nami/distributions";
import { checkOptions, OptionError } from "@nami/errors";
import type { StochasticInterpolant } from "@nami/paths";
import { add, mul, square, sub, type Tensor } from "@nami/tensor-backend";
import { averaged, hasNoise, interpolantPoints } from "./antithetic.js";
import { type LossDrawOptions, lossDrawOptions, lossDraws } from "./loss-draws.js";
import { reduceLoss, spreadOver } from "./loss-reduction.js";
import { checkModel, type Model } from "./model.js";

/** A velocity and a score that are trained together. */
export interface FlowAndScore {
  readonly velocity: Model;
  readonly score: Model;
}

/** Options of {@link flowAndScoreLoss}. */
export interface FlowAndScoreLossOptions extends LossDrawOptions {
  /** For example `schrodingerBridgePath({ sigma: 1 })`. */
  readonly path: StochasticInterpolant;
  /** The factor of the score's part, above 0. Default 1. */
  readonly scoreWeight?: number;
  /** Averages over the points with z and −z. Default true. */
  readonly antithetic?: boolean;
}

/**
 * The joint loss of flow and score on one batch of points: E ‖v(x_t, t) − ẋ_t‖² + w E ‖γ s(x_t, t) + z‖², whose minimum is the
 * velocity b = E[ẋ | x] and the score −E[z | x]/γ of x_t, whatever source and coupling are.
 *
 * With the Schrödinger-bridge path and an entropic coupling it is simulation-free matching of the bridge.
 *
 * @returns a scalar, or `[batch…]` with reduction `"none"`
 * @throws OptionError when the path has no noise of its own or the weight is not positive, or as `fmLoss` does
 * @throws ShapeError as `fmLoss` does
 * @example
 * flowAndScoreLoss({ velocity, score }, target, source, { key: key(0), path: schrodingerBridgePath({ sigma: 1 }) });
 * @see Tong et al., Simulation-free Schrödinger bridges via score and flow matching (2024), equation 9 with λ = γ
 */
export function flowAndScoreLoss(
  { velocity, score }: FlowAndScore,
  target: Tensor,
  source: Tensor | Distribution,
  options: FlowAndScoreLossOptions,
): Tensor {
  checkOptions<FlowAndScoreLossOptions>("flowAndScoreLoss", options, {
    ...lossDrawOptions,
    path: true,
    scoreWeight: true,
    antithetic: true,
  });
  const { path, scoreWeight = 1, antithetic = true } = options;
  checkModel("flowAndScoreLoss", score);
  if (!hasNoise(path))
    throw new OptionError(
      `flowAndScoreLoss: path must be an interpolant with noise of its own, got "${String((path as { readonly name?: string })?.name)}". Pass schrodingerBridgePath({ sigma: 1 }).`,
    );
  if (!(scoreWeight > 0 && scoreWeight < Infinity))
    throw new OptionError(
      `flowAndScoreLoss: scoreWeight must be positive and finite, got ${scoreWeight}. Pass 1.`,
    );
  const interval = path.schedule.interval;
  const draws = lossDraws("flowAndScoreLoss", velocity, { ...options, target, source, interval });
  const gamma = path.gamma.gamma(draws.t);
  const losses = interpolantPoints(path, draws, antithetic).map(({ xt, ut, noise }) => {
    const denoising = add(mul(spreadOver(gamma, xt), draws.ask(score, xt)), noise);
    return add(square(sub(draws.ask(velocity, xt), ut)), mul(scoreWeight, square(denoising)));
  });
  return reduceLoss("flowAndScoreLoss", averaged(losses), { ...options, batchAxes: draws.batch.length });
}
