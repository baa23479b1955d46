import { checkOptions } from "@nami/errors";
import type { Tensor } from "@nami/tensor-backend";
import type { DivergenceEstimator } from "./estimator.js";

/** A point with the change of log-density along its way so far, one for each probe. */
export type LogDensityState = Readonly<{ x: Tensor; logDensity: Tensor }>;

/** Options of {@link logDensityDynamics}. */
export interface LogDensityOptions {
  readonly estimator: DivergenceEstimator;
  /** Number of trailing axes that form one point. */
  readonly eventNdim: number;
  /** Probes of the estimator, fixed along the way. */
  readonly probes?: Tensor;
}

/**
 * The augmented dynamics d/dt (x, ℓ) = (v(x, t), ∇·v(x, t)).
 *
 * From data (t = 0) to noise (t = 1), log p(x) = log p_source(x₁) + ℓ₁: along the flow d log p/dt = −∇·v.
 *
 * @param velocity v(x, t)
 * @returns the derivative of a state `{ x: [batch…, event…], logDensity: [batch…, estimates] }`
 * @see Chen et al. 2018, https://arxiv.org/abs/1806.07366, theorem 1
 */
export function logDensityDynamics<Time>(
  velocity: (x: Tensor, t: Time) => Tensor,
  options: LogDensityOptions,
): (state: LogDensityState, t: Time) => LogDensityState {
  checkOptions<LogDensityOptions>("logDensityDynamics", options, {
    estimator: true,
    eventNdim: true,
    probes: true,
  });
  const { estimator, eventNdim, probes } = options;
  return ({ x }, t) => {
    const options = { eventNdim, ...(probes && { probes }) };
    const [v, estimates] = estimator.apply((point) => velocity(point, t), x, options);
    return { x: v, logDensity: estimates };
  };
}
