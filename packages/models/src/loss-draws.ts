import type { Distribution } from "@nami/distributions";
import { OptionError, ShapeError } from "@nami/errors";
import { type ConditionalPath, type Path, type TimeSampler, uniformTimes } from "@nami/paths";
import {
  foldIn,
  type Key,
  type Numeric,
  type Shape,
  sameShape,
  showShape,
  split,
  Tensor,
} from "@nami/tensor-backend";
import { type ReductionOptions, reductionOptions } from "./loss-reduction.js";
import { batchCondition, batchShapeOf, batchTime, checkModel, eventShapeOf, type Model } from "./model.js";

/** What every loss takes. */
export interface LossDrawOptions extends ReductionOptions {
  /** Draws times and, from a distribution, sources; and the noise of a path that has its own. */
  readonly key?: Key;
  /** Times in the interval of the path, a number or `[batch…]`. Default: drawn. */
  readonly t?: Numeric;
  /** Draws them. Default: uniform on the interval of the path, [0, 1] where it states none. */
  readonly times?: TimeSampler;
  /** `[batch…, features]`, handed to the model. */
  readonly condition?: Tensor | undefined;
}

/** All options of {@link LossDrawOptions}, for checks. */
export const lossDrawOptions: { readonly [Key in keyof LossDrawOptions]-?: true } = {
  ...reductionOptions,
  key: true,
  t: true,
  times: true,
  condition: true,
};

/** Matched ends and times of a batch. */
export interface LossDraws {
  readonly target: Tensor;
  readonly source: Tensor;
  /** `[batch…]` */
  readonly t: Tensor;
  /** For the noise of the path, where there is a key. */
  readonly key?: Key;
  readonly batch: Shape;
  /** A model at points, in the shape of the points. */
  ask(model: Model, x: Tensor): Tensor;
}

/**
 * The batch of a loss: times from the first half of the key, sources from the second.
 *
 * @throws OptionError when something must be drawn and there is no key, or a number t is outside of the interval
 * @throws ShapeError when target, condition and t do not fit, or the target holds no floats
 */
export function lossDraws(
  caller: string,
  model: Model,
  {
    target,
    source: given,
    interval = [0, 1],
    key,
    t,
    times = uniformTimes({ interval }),
    condition,
  }: LossDrawOptions & {
    readonly target: Tensor;
    readonly source: Tensor | Distribution;
    readonly interval?: readonly [number, number] | undefined;
  },
): LossDraws {
  checkModel(caller, model);
  const { dtype } = target;
  if (dtype !== "float32" && dtype !== "float64")
    throw new ShapeError(`${caller}: target must hold floats, got ${dtype}. Pass cast(target, "float32").`);
  const distribution = given instanceof Tensor ? undefined : given;
  const batch = batchShapeOf(caller, target, eventShapeOf(model, distribution, target));
  if (!key && (t === undefined || distribution))
    throw new OptionError(
      `${caller}: a key is needed to draw ${t === undefined ? "times" : "sources"}, got none. Pass { key }, or both t and a source tensor.`,
    );
  const [start, end] = interval;
  const known = typeof t === "number" ? [t] : t?.source.kind === "host" ? t.source.values : [];
  for (const time of known)
    if (!(time >= start && time <= end))
      throw new OptionError(
        `${caller}: t must be in [${start}, ${end}], got ${time}. Data are at 0, noise is at 1.`,
      );
  const keys = key && split(key);
  const time = t === undefined ? times.sample(keys![0], batch, { dtype }) : batchTime(caller, t, batch);
  const source = given instanceof Tensor ? given : given.sample(batch, { key: keys![1], dtype });
  const features = condition && batchCondition(caller, condition, batch);
  const ask = (asked: Model, x: Tensor): Tensor => {
    const y = features ? asked(x, time, features) : asked(x, time);
    // Subtraction would broadcast, and the loss be wrong without an error.
    if (!sameShape(y.shape, x.shape))
      throw new ShapeError(
        `${caller}: the model must return the shape of its points ${showShape(x.shape)}, got ${showShape(y.shape)}. Return one ${caller === "fmLoss" ? "velocity" : "number"} for each coordinate.`,
      );
    return y;
  };
  return { target, source, t: time, batch, ask, ...(key && { key: foldIn(key, 0) }) };
}

/** The interval of a path that has a schedule. */
export function intervalOf(path: ConditionalPath): readonly [number, number] | undefined {
  return (path as Partial<Path>).schedule?.interval;
}
