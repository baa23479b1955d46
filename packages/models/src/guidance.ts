import { checkOptions, OptionError } from "@nami/errors";
import {
  add, broadcastTo, concat, expandDims, greaterEqual, isKey, type Key, lessEqual, mul, type Shape, splitAxis, squeeze, stack, sub, Tensor, uniform, where, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { spreadOver } from "./loss-reduction.js";
import { isMasked } from "./masked-rows.js";
import {
  type BoundModel,
  batchCondition,
  batchShapeOf,
  batchTime,
  checkModel,
  type Model,
  marksOf,
} from "./model.js";

/** Options of {@link guide}. */
export interface GuidanceOptions {
  /** w in y∅ + w (y − y∅): 0 ignores the condition, 1 is the model itself, more than 1 exaggerates it. */
  readonly scale: number;
  /** Times between which it guides; elsewhere the model is itself. Default: all. */
  readonly interval?: readonly [number, number];
  /** The condition that stands for none, `[features]`, as in training. Default: zeros. */
  readonly nullCondition?: Tensor;
  /** What to guide away from, where it is not the model without its condition: an unconditional or a weaker model. */
  readonly unconditional?: Model;
}

/**
 * Classifier-free guidance: y∅ + w (y − y∅) of what a model predicts with and without its condition.
 *
 * w = 1 is the model itself; where a paper writes (1 + w) y − w y∅, its w is this one less 1. It is the same for velocity, score, noise
 * and data, since their conversions are affine. The model is asked once, with twice the rows.
 *
 * @returns a model with the marks of the one given, but for its own divergence
 * @throws OptionError when the scale is not finite or the interval is not of growing numbers; from the model, without a condition
 * @example diffusion({ field: guide(field.with(params), { scale: 3, interval: [0.2, 0.8] }), … }).bind(condition)
 * @see Ho, Salimans, Classifier-free diffusion guidance (2022) · Kynkäänniemi et al., Applying guidance in a limited interval (2024)
 */
export function guide(model: Model, options: GuidanceOptions): Model & Partial<BoundModel> {
  checkOptions<GuidanceOptions>("guide", options, {
    scale: true,
    interval: true,
    nullCondition: true,
    unconditional: true,
  });
  const { scale, interval, nullCondition, unconditional } = options;
  checkModel("guide", model);
  if (isMasked(model))
    throw new OptionError(
      "guide: a masked model would lose its mask with its condition, got one. Guide inside: maskedModel(guide(model, { scale })).",
    );
  if (!Number.isFinite(scale))
    throw new OptionError(
      `guide: scale must be a finite number, got ${String(scale)}. Pass scale: 1 for none.`,
    );
  if (interval && !(interval[0] < interval[1]))
    throw new OptionError(
      `guide: interval must be two growing times, got [${interval}]. Pass for example [0.2, 0.8].`,
    );
  const scaleAt = (t: Tensor): Tensor | number =>
    interval
      ? where(greaterEqual(t, interval[0]), where(lessEqual(t, interval[1]), scale, onesLike(t)), onesLike(t))
      : scale;
  const marks = marksOf(model);
  const guided: Model = (x, t, condition) => {
    if (!condition)
      throw new OptionError("guide: a guided model needs a condition, got none. Pass one to bind.");
    const [free, bound] = unconditional
      ? [unconditional(x, t), model(x, t, condition)]
      : askTwice(model, { x, t, eventShape: marks.eventShape }, [
          nullAs(condition, nullCondition),
          condition,
        ]);
    const factor = scaleAt(t);
    const step = sub(bound, free);
    return add(free, mul(step, typeof factor === "number" ? factor : spreadOver(factor, step)));
  };
  return Object.freeze(Object.assign(guided, marks));
}

/** What a model says of the same points under two conditions, from one call with twice the rows. */
function askTwice(
  model: Model,
  { x, t, eventShape }: { readonly x: Tensor; readonly t: Tensor; readonly eventShape: Shape | undefined },
  conditions: readonly [Tensor, Tensor],
): [Tensor, Tensor] {
  const batch = eventShape ? batchShapeOf("guide", x, eventShape) : t.shape;
  const time = batchTime("guide", t, batch);
  const [first, second] = conditions.map((condition) => batchCondition("guide", condition, batch)) as [
    Tensor,
    Tensor,
  ];
  // A point without batch axes gets one; others keep their rank.
  if (batch.length === 0) {
    const both = model(stack([x, x]), stack([time, time]), stack([first, second]));
    return splitAxis(both, 2, 0).map((half) => squeeze(half, 0)) as [Tensor, Tensor];
  }
  const both = model(concat([x, x], 0), concat([time, time], 0), concat([first, second], 0));
  return splitAxis(both, 2, 0) as [Tensor, Tensor];
}

/** Options of {@link dropCondition}. */
export interface DropOptions {
  /** Decides which rows lose theirs; inside a compiled function, a key argument of it. */
  readonly key: Key;
  /** How likely a row loses its condition, from 0 to 1. Default 0.1. */
  readonly probability?: number;
  /** What stands for none, `[features]`. Default: zeros. */
  readonly nullCondition?: Tensor;
}

/**
 * Conditions of which some are replaced by that which stands for none: what a model is trained on that is to be guided.
 *
 * @param condition `[batch…, features]`
 * @throws OptionError when there is no key or the probability is not from 0 to 1
 * @example fmLoss(model, target, base, { key, condition: dropCondition(condition, { key: foldIn(key, 1) }) });
 */
export function dropCondition(condition: Tensor, options: DropOptions): Tensor {
  checkOptions<DropOptions>("dropCondition", options, { key: true, probability: true, nullCondition: true });
  const { key, probability = 0.1, nullCondition } = options;
  if (!(condition instanceof Tensor) || condition.shape.length === 0)
    throw new OptionError(
      `dropCondition: the condition must be a Tensor [batch…, features], got ${typeof condition}. Pass the conditions of a batch.`,
    );
  if (!isKey(key))
    throw new OptionError(
      `dropCondition: a key is needed to choose rows, got ${typeof key}. Pass { key: foldIn(key, 1) }.`,
    );
  if (!(probability >= 0 && probability <= 1))
    throw new OptionError(
      `dropCondition: probability must be from 0 to 1, got ${String(probability)}. Pass for example 0.1.`,
    );
  const drawn = uniform(key, condition.shape.slice(0, -1));
  const kept = broadcastTo(expandDims(greaterEqual(drawn, probability), -1), condition.shape);
  return where(kept, condition, nullAs(condition, nullCondition));
}

const nullAs = (condition: Tensor, none: Tensor | undefined): Tensor =>
  none ? broadcastTo(none, condition.shape) : zeros(condition.shape, condition.dtype);

const onesLike = (t: Tensor): Tensor => add(zeros(t.shape, t.dtype), 1);
