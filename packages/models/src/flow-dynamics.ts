import { type LogDensityOptions, type LogDensityState, logDensityDynamics } from "@nami/divergence";
import { broadcastTo, expandDims, reshape, type Tensor } from "@nami/tensor-backend";
import type { BoundModel, Model } from "./model.js";

/** Points on their way, `[rows, event…]`. */
export type PointState = Readonly<{ x: Tensor }>;

/**
 * dx/dt = v(x, t) for rows.
 *
 * @param condition `[rows, features]`
 * @returns a derivative for `solve`; its time is a scalar or `[rows, 1, …]`
 */
export function pointDynamics(
  field: Model,
  condition?: Tensor,
): (state: PointState, t: Tensor) => PointState {
  return ({ x }, t) => ({ x: atRows(field, x, t, condition) });
}

/**
 * d/dt (x, ℓ) = (v, ∇·v) for rows. A model's own divergence is used where it has one and an exact one is asked for.
 *
 * @param condition `[rows, features]`
 * @returns a derivative for `solve`; its time is a scalar or `[rows, 1, …]`
 */
export function densityDynamics(
  field: Model,
  condition: Tensor | undefined,
  options: LogDensityOptions,
): (state: LogDensityState, t: Tensor) => LogDensityState {
  const own = (field as Partial<BoundModel>).divergence;
  if (own && options.estimator.probes === 0)
    return ({ x }, t) => ({
      x: atRows(field, x, t, condition),
      logDensity: expandDims(atRows(own, x, t, condition), -1),
    });
  return logDensityDynamics((x, t: Tensor) => atRows(field, x, t, condition), options);
}

function atRows(model: Model, x: Tensor, t: Tensor, condition: Tensor | undefined): Tensor {
  const rows = x.shape.slice(0, 1);
  const time = t.shape.length ? reshape(t, rows) : broadcastTo(t, rows);
  return condition ? model(x, time, condition) : model(x, time);
}
