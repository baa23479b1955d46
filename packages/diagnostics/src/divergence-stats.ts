import { type DivergenceEstimator, exactDivergence } from "@nami/divergence";
import { checkOptions, OptionError } from "@nami/errors";
import {
  evaluate,
  isFloat,
  type Key,
  mean,
  type Numeric,
  type Tensor,
  type TensorBackend,
} from "@nami/tensor-backend";
import { conditioned, type DiagnosedModel, finitePoints, finiteTime, pointsOf } from "./model.js";
import { type Statistics, statisticsOf } from "./statistics.js";

/** Options of {@link divergenceStats}. */
export interface DivergenceStatsOptions {
  /** What evaluates the model. */
  readonly backend: TensorBackend;
  /** How to compute ∇·v. Default `exactDivergence()`, or the model's own formula where it has one. */
  readonly estimator?: DivergenceEstimator;
  /** Draws the probes of a stochastic estimator. */
  readonly key?: Key;
  /** `[features]`, or with leading axes that broadcast to the batch. */
  readonly condition?: Tensor;
}

/**
 * How much a field spreads and gathers: statistics of ∇·v(x, t) over a batch.
 *
 * With a stochastic estimator each point's value is the mean over its probes; the standard deviation then holds the
 * noise of the probes too.
 *
 * @param model a field, `(x, t, condition?) => v`
 * @param x `[batch…, event…]`, at least one point
 * @param t a number, or a tensor that broadcasts to `[batch…]`
 * @throws OptionError when a stochastic estimator has no key, or x is not of floats; ShapeError when shapes do not fit;
 * DataError when a point or a time is not finite
 * @example
 * await divergenceStats(model, x, 0.5, { backend, estimator: hutchinsonDivergence({ probes: 8 }), key: key(0) });
 */
export async function divergenceStats(
  model: DiagnosedModel,
  x: Tensor,
  t: Numeric,
  options: DivergenceStatsOptions,
): Promise<Statistics> {
  checkOptions<DivergenceStatsOptions>("divergenceStats", options, {
    backend: true,
    estimator: true,
    key: true,
    condition: true,
  });
  const { backend, estimator, key, condition } = options;
  const { batch, event } = pointsOf("divergenceStats", model, x);
  const time = await finiteTime("divergenceStats", t, batch, backend);
  const points = await finitePoints("divergenceStats", x, { batch, event }, backend);
  const result = async (values: Tensor): Promise<Statistics> =>
    statisticsOf(await (await evaluate(values, { backend })).data());
  if (!estimator && model.divergence)
    return result(conditioned(model.divergence, condition, batch)(points, time));
  const method = estimator ?? exactDivergence();
  if (method.probes > 0 && !key)
    throw new OptionError(
      `divergenceStats: ${method.name} needs a key for its probes, got none. Pass { estimator, key }.`,
    );
  const dtype = isFloat(x.dtype) ? x.dtype : "float32";
  const probes = key && method.drawProbes(key, x.shape, { eventNdim: event.length, dtype });
  const velocity = conditioned(model, condition, batch);
  const [, estimates] = method.apply((point) => velocity(point, time), points, {
    eventNdim: event.length,
    ...(probes && { probes }),
  });
  return result(mean(estimates, { axis: -1 }));
}
