import { checkOptions, OptionError } from "@nami/errors";
import {
  add, concat, greaterEqual, lessEqual, mul, type Shape, splitAxis, squeeze, stack, sub, type Tensor, where, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { nullAs } from "./condition-dropout.js";
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
 * @example diffusion({ field: guide(field.with(params), { scale: 3, interval: [0.2, 0.8] }), ...others }).bind(condition)
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

/**
 * A model under one condition, as a model without: what one label of a labelled model is looked at by.
 *
 * @param condition `[…, features]`, repeated over the batch axes that it lacks
 * @param guidance how strongly the condition is asked for, where it is not by the model itself
 * @returns a model with the marks of the one given, but for its own divergence
 * @throws OptionError as `guide`
 * @example flowMatching({ field: underCondition(field.with(params), tensor([[0, 1, 0]]), { scale: 2 }), ...others }).bind()
 */
export function underCondition(model: BoundModel, condition: Tensor, guidance?: GuidanceOptions): BoundModel;
export function underCondition(
  model: Model,
  condition: Tensor,
  guidance?: GuidanceOptions,
): Model & Partial<BoundModel>;
export function underCondition(
  model: Model,
  condition: Tensor,
  guidance: GuidanceOptions = { scale: 1 },
): Model & Partial<BoundModel> {
  checkModel("underCondition", model);
  const guided = guidance.scale === 1 ? model : guide(model, guidance);
  return Object.freeze(
    Object.assign((x: Tensor, t: Tensor): Tensor => guided(x, t, condition), marksOf(model)),
  );
}

const onesLike = (t: Tensor): Tensor => add(zeros(t.shape, t.dtype), 1);
