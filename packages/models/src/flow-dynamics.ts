import { type DivergenceEstimator, logDensityDynamics } from "@nami/divergence";
import { broadcastTo, expandDims, type Tensor } from "@nami/tensor-backend";
import type { BoundModel, Model } from "./model.js";

/** Rows on their way, with the change of their log-density where it is wanted. */
export type FlowState = Readonly<{ x: Tensor; logDensity?: Tensor }>;

/** What the dynamics of a flow need besides the field. */
export interface FlowDynamicsOptions {
  readonly eventNdim: number;
  /** `[rows, features]` */
  readonly condition?: Tensor;
  /** Present when the state carries log-densities. */
  readonly estimator?: DivergenceEstimator;
  readonly probes?: Tensor;
}

/**
 * d/dt of a flow's state: (v), or (v, ∇·v) with an estimator. A model's own divergence is used where it has one and an
 * exact one is asked for.
 *
 * @returns a derivative for `solve`; its time is a scalar or `[rows]`
 */
export function flowDynamics<State extends FlowState>(
  field: Model,
  { eventNdim, condition, estimator, probes }: FlowDynamicsOptions,
): (state: State, t: Tensor) => State {
  const at = (model: Model, x: Tensor, t: Tensor): Tensor => {
    const time = broadcastTo(t, x.shape.slice(0, 1));
    return condition ? model(x, time, condition) : model(x, time);
  };
  const own = (field as Partial<BoundModel>).divergence;
  if (!estimator) return ({ x }, t) => ({ x: at(field, x, t) }) as State;
  if (own && estimator.probes === 0)
    return ({ x }, t) => ({ x: at(field, x, t), logDensity: expandDims(at(own, x, t), -1) }) as unknown as State;
  const velocity = (x: Tensor, t: Tensor): Tensor => at(field, x, t);
  const dynamics = logDensityDynamics(velocity, { estimator, eventNdim, ...(probes && { probes }) });
  return (state, t) => dynamics(state as Required<FlowState>, t) as unknown as State;
}
