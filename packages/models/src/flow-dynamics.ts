import { type LogDensityOptions, type LogDensityState, logDensityDynamics } from "@nami/divergence";
import {
  broadcastTo, cast, expandDims, floor, gather, maximum, minimum, mul, reshape, slice, sub, type Tensor,
} from "@nami/tensor-backend"; // biome-ignore format: a list
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

/** How the divergence of rows is computed. */
export interface DensityOptions extends LogDensityOptions {
  /** Where probes have an axis of times before their rows: as many even stretches of the way as `count`, each with its own. */
  readonly along?: { readonly from: number; readonly to: number; readonly count: number } | undefined;
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
  { along, ...options }: DensityOptions,
): (state: LogDensityState, t: Tensor) => LogDensityState {
  const own = (field as Partial<BoundModel>).divergence;
  if (own && options.estimator.probes === 0)
    return ({ x }, t) => ({
      x: atRows(field, x, t, condition),
      logDensity: expandDims(atRows(own, x, t, condition), -1),
    });
  const velocity = (x: Tensor, t: Tensor): Tensor => atRows(field, x, t, condition);
  const { probes } = options;
  if (!along || !probes) return logDensityDynamics(velocity, options);
  return (state, t) => {
    const now = { ...options, probes: probesAt(probes, t, along) };
    return logDensityDynamics(velocity, now)(state, t);
  };
}

/** The probes of the stretch that a time is in, the same for all rows. */
function probesAt(
  probes: Tensor,
  t: Tensor,
  { from, to, count }: NonNullable<DensityOptions["along"]>,
): Tensor {
  const time =
    t.size > 1 ? slice(reshape(t, [t.size]), [0], [1]) : broadcastTo(t.size ? reshape(t, [1]) : from, [1]);
  const stretch = floor(mul(sub(time, from), count / (to - from)));
  const index = cast(minimum(maximum(stretch, 0), count - 1), "int32");
  return reshape(gather(probes, index), probes.shape.slice(1));
}

function atRows(model: Model, x: Tensor, t: Tensor, condition: Tensor | undefined): Tensor {
  const rows = x.shape.slice(0, 1);
  const time = t.shape.length ? reshape(t, rows) : broadcastTo(t, rows);
  return condition ? model(x, time, condition) : model(x, time);
}
