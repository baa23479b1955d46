import type { Distribution } from "@nami/distributions";
import { checkOptions } from "@nami/errors";
import { type ConditionalPath, linearPath } from "@nami/paths";
import { square, sub, type Tensor } from "@nami/tensor-backend";
import { averaged, pathPoints } from "./antithetic.js";
import { intervalOf, type LossDrawOptions, lossDrawOptions, lossDraws } from "./loss-draws.js";
import { reduceLoss } from "./loss-reduction.js";
import { type Model, statedPath } from "./model.js";

/** Options of {@link fmLoss}. */
export interface FlowMatchingLossOptions extends LossDrawOptions {
  /** The way from data to noise. Default: the path of the model, else `linearPath()`. */
  readonly path?: ConditionalPath;
  /**
   * On a path with noise of its own, averages over the points with z and −z: twice the cost, and where γ̇ is large a far
   * smaller variance. Default false.
   */
  readonly antithetic?: boolean;
}

/**
 * The conditional flow matching loss, E ‖v(x_t, t) − u_t‖², with x_t = α_t target + σ_t source (+ γ_t z, where the path has noise
 * of its own) and u_t its time derivative; the square is averaged over the axes of a point, then reduced over the batch.
 *
 * Its gradient is that of the regression on the marginal velocity, so its minimum is not zero: on two moons it is 0.94.
 *
 * @param model `(x, t, condition?) => v`
 * @param target data, `[batch…, event…]`
 * @param source noise of the same shape, or the distribution to draw it from
 * @returns a scalar, or `[batch…]` with reduction `"none"`
 * @throws OptionError when times or sources must be drawn and there is no key, a number t is outside of the interval of the
 * path, the reduction is unknown, or antithetic points are asked of a path without noise
 * @throws ShapeError when target, source, t, mask and the model's velocity do not fit together, or the target holds no floats
 * @example
 * const loss = fmLoss(field.with(params), target, standardNormal([2]), { key: key(0), times: logitNormalTimes() });
 * @see Lipman et al. 2023, https://arxiv.org/abs/2210.02747, equation 9
 */
export function fmLoss(
  model: Model,
  target: Tensor,
  source: Tensor | Distribution,
  options: FlowMatchingLossOptions = {},
): Tensor {
  checkOptions<FlowMatchingLossOptions>("fmLoss", options, {
    ...lossDrawOptions,
    path: true,
    antithetic: true,
  });
  const { path = statedPath(model) ?? linearPath(), antithetic = false } = options;
  const draws = lossDraws("fmLoss", model, { ...options, target, source, interval: intervalOf(path) });
  const losses = pathPoints("fmLoss", path, draws, antithetic).map(({ xt, ut }) =>
    square(sub(draws.ask(model, xt), ut)),
  );
  return reduceLoss("fmLoss", averaged(losses), { ...options, batchAxes: draws.batch.length });
}
