import { checkOptions, ShapeError } from "@nami/errors";
import {
  evaluate,
  type Numeric,
  sameShape,
  showShape,
  sizeOf,
  type Tensor,
  type TensorBackend,
} from "@nami/tensor-backend";
import { conditioned, type DiagnosedModel, finitePoints, finiteTime, pointsOf } from "./model.js";
import { type Statistics, statisticsOf } from "./statistics.js";

/** Options of {@link fieldStats}. */
export interface FieldStatsOptions {
  /** What evaluates the model. */
  readonly backend: TensorBackend;
  /** `[features]`, or with leading axes that broadcast to the batch. */
  readonly condition?: Tensor;
}

/**
 * How large a field is: statistics of ‖v(x, t)‖ over a batch, Euclidean over the event.
 *
 * One evaluation of the field.
 *
 * @param model a field, `(x, t, condition?) => v`
 * @param x `[batch…, event…]`, at least one point
 * @param t a number, or a tensor that broadcasts to `[batch…]`
 * @throws ShapeError when shapes do not fit; OptionError when x is not of floats; DataError when a point or a time is not finite
 * @example
 * const { mean, max } = await fieldStats(field.with(params), x, 0.5, { backend });
 */
export async function fieldStats(
  model: DiagnosedModel,
  x: Tensor,
  t: Numeric,
  options: FieldStatsOptions,
): Promise<Statistics> {
  checkOptions<FieldStatsOptions>("fieldStats", options, { backend: true, condition: true });
  const { backend, condition } = options;
  const { batch, event } = pointsOf("fieldStats", model, x);
  const time = await finiteTime("fieldStats", t, batch, backend);
  const points = await finitePoints("fieldStats", x, { batch, event }, backend);
  const v = conditioned(model, condition, batch)(points, time);
  if (!sameShape(v.shape, x.shape))
    throw new ShapeError(
      `fieldStats: the model must give the shape of x (${showShape(x.shape)}), got ${showShape(v.shape)}. Check its output.`,
    );
  const values = await (await evaluate(v, { backend })).data();
  const size = sizeOf(event);
  // Here, since squares of single precision leave its range where the field does not.
  const norms = new Float64Array(values.length / size);
  for (const [i, value] of values.entries()) norms[Math.floor(i / size)]! += value * value;
  return statisticsOf(norms.map(Math.sqrt));
}
