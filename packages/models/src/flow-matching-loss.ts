import type { Distribution } from "@nami/distributions";
import { OptionError, ShapeError } from "@nami/errors";
import { type ConditionalPath, linearPath } from "@nami/paths";
import {
  foldIn,
  type Key,
  mean,
  type Numeric,
  sameShape,
  showShape,
  split,
  square,
  sub,
  sum,
  Tensor,
  uniform,
} from "@nami/tensor-backend";
import {
  batchCondition,
  batchShapeOf,
  batchTime,
  checkModel,
  eventShapeOf,
  type Model,
  statedPath,
} from "./model.js";

/** How losses of single points become one: over the batch axes. */
export type LossReduction = "mean" | "sum" | "none";

/** Options of {@link fmLoss}. */
export interface FlowMatchingLossOptions {
  /** Draws times and, from a distribution, sources; and the noise of a path that has its own. */
  readonly key?: Key;
  /** Times in [0, 1], a number or `[batch…]`. Default: uniform. */
  readonly t?: Numeric;
  /** `[batch…, features]`, handed to the model. */
  readonly condition?: Tensor | undefined;
  /** The way from data to noise. Default: the path of the model, else `linearPath()`. */
  readonly path?: ConditionalPath;
  /** Over the batch axes. Default `"mean"`. */
  readonly reduction?: LossReduction;
}

/**
 * The conditional flow matching loss, E ‖v(x_t, t) − u_t‖², with x_t = α_t target + σ_t source and u_t its time
 * derivative; the square is averaged over the axes of a point, then reduced over the batch.
 *
 * Its gradient is that of the regression on the marginal velocity, so its minimum is not zero: on two moons it is 0.94.
 *
 * @param model `(x, t, condition?) => v`
 * @param target data, `[batch…, event…]`
 * @param source noise of the same shape, or the distribution to draw it from
 * @returns a scalar, or `[batch…]` with reduction `"none"`
 * @throws OptionError when times or sources must be drawn and there is no key, a number t is outside of [0, 1], or the
 * reduction is unknown
 * @throws ShapeError when target, source, t and the model's velocity do not fit together, or the target holds no floats
 * @example
 * const loss = fmLoss(field.with(params), target, standardNormal([2]), { key });
 * @see Lipman et al. 2023, https://arxiv.org/abs/2210.02747, equation 9
 */
export function fmLoss(
  model: Model,
  target: Tensor,
  source: Tensor | Distribution,
  {
    key,
    t,
    condition,
    path = statedPath(model) ?? linearPath(),
    reduction = "mean",
  }: FlowMatchingLossOptions = {},
): Tensor {
  checkModel("fmLoss", model);
  if (target.dtype !== "float32" && target.dtype !== "float64")
    throw new ShapeError(
      `fmLoss: target must hold floats, got ${target.dtype}. Pass cast(target, "float32").`,
    );
  const drawn = source instanceof Tensor ? undefined : source;
  const eventShape = eventShapeOf(model, drawn, target);
  const batch = batchShapeOf("fmLoss", target, eventShape);
  if (!key && (t === undefined || drawn))
    throw new OptionError(
      `fmLoss: a key is needed to draw ${t === undefined ? "times" : "sources"}, got none. Pass { key }, or both t and a source tensor.`,
    );
  if (typeof t === "number" && !(t >= 0 && t <= 1))
    throw new OptionError(`fmLoss: t must be in [0, 1], got ${t}. Data are at 0, noise is at 1.`);
  const keys = key && split(key);
  const dtype = target.dtype === "float64" ? "float64" : "float32";
  const time = t === undefined ? uniform(keys![0], batch, { dtype }) : batchTime("fmLoss", t, batch);
  const noise = source instanceof Tensor ? source : source.sample(batch, { key: keys![1], dtype });
  const { xt, ut } = path.sample({ target, source: noise, t: time, ...(key && { key: foldIn(key, 0) }) });
  const v = condition ? model(xt, time, batchCondition("fmLoss", condition, batch)) : model(xt, time);
  // Subtraction would broadcast, and the loss be wrong without an error.
  if (!sameShape(v.shape, ut.shape))
    throw new ShapeError(
      `fmLoss: the model must return the shape of its points ${showShape(ut.shape)}, got ${showShape(v.shape)}. Return one velocity for each coordinate.`,
    );
  const axes = eventShape.map((_, i) => batch.length + i);
  return reduced(mean(square(sub(v, ut)), { axis: axes }), reduction);
}

function reduced(losses: Tensor, reduction: LossReduction): Tensor {
  switch (reduction) {
    case "mean":
      return mean(losses);
    case "sum":
      return sum(losses);
    case "none":
      return losses;
    default:
      throw new OptionError(
        `fmLoss: reduction must be "mean", "sum" or "none", got "${String(reduction)}". Pass one of them.`,
      );
  }
}
