import { checkOptions, ShapeError } from "@nami/errors";
import {
  broadcastTo, concat, greater, type Numeric, onHost, reshape, type Shape, sameShape, showShape, slice, Tensor, where, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import type { FlowProcess, SampleOptions } from "./flow-process.js";
import { type BoundModel, checkModel, marksOf } from "./model.js";
import { sampleOptions } from "./process-options.js";

const maskedModels = new WeakSet<object>();

/** Whether the last features of a model's condition are a mask. */
export const isMasked = (model: object): boolean => maskedModels.has(model);

/**
 * A model of rows of variable length, padded to one: padding has no influence and does not move. Where the mask is 0 the model
 * sees 0, and what it says there is replaced by 0.
 *
 * The mask comes along as the last features of the condition, `[batch…, features + n]` for points `[batch…, n, …]`, and the model
 * itself is handed the whole condition. So it travels with its rows through every process; train with `condition` and `mask` alike.
 * Log-densities count padding as points of the base where it lies: pad with 0. Guidance goes inside: `maskedModel(guide(model, …))`.
 *
 * @param model its points have `eventShape`, whose first axis is the one that is padded
 * @returns a model with the marks of the one given, but for its own divergence
 * @throws ShapeError, from the model, when the condition does not end in a mask
 * @example
 * const loss = fmLoss(maskedModel(field.with(params)), target, base, { key: key(1), condition: mask, mask });
 * const flow = flowMatching({ field: maskedModel(field.with(params)), base, solver, backend });
 * const { x } = await maskedSample(flow, mask, { key: key(0) });
 */
export function maskedModel(model: BoundModel): BoundModel {
  checkModel("maskedModel", model);
  const { eventShape } = model;
  const masked = (x: Tensor, t: Numeric, condition?: Tensor): Tensor => {
    const kept = broadcastTo(maskOf(condition, eventShape), x.shape);
    const none = zeros([], x.dtype);
    return where(kept, model(where(kept, x, none), t, condition), none);
  };
  const made = Object.freeze(Object.assign(masked, { ...marksOf(model), eventShape }));
  maskedModels.add(made);
  return made;
}

/** The last features of a condition, as booleans that broadcast with the points. */
function maskOf(condition: Tensor | undefined, [length = 1, ...rest]: Shape): Tensor {
  const features = condition?.shape.at(-1) ?? 0;
  if (!condition || features < length)
    throw new ShapeError(
      `maskedModel: the condition must end in the mask, ${length} numbers a row, got ${condition ? showShape(condition.shape) : "none"}. Pass the mask to bind, or concat([condition, mask], -1).`,
    );
  const axes = condition.shape.slice(0, -1);
  const mask = slice(condition, [...axes.map(() => 0), features - length], [...axes, length]);
  return reshape(greater(mask, 0), [...axes, length, ...rest.map(() => 1)]);
}

/** Options of {@link maskedSample}. */
export interface MaskedSampleOptions extends SampleOptions {
  /** Sample axes, before those of the mask. Default: one sample for each row of the mask. */
  readonly shape?: Shape;
  /** `[batch…, features]`, handed to the model before the mask. */
  readonly condition?: Tensor;
}

/** Points of rows of variable length. */
export interface MaskedSample {
  /** `[sample…, batch…, n, …]`, 0 where the mask is 0. */
  readonly x: Tensor;
  /** `[sample…, batch…, n]` */
  readonly mask: Tensor;
}

/**
 * Samples of rows of variable length: as many points as the mask of a row has ones. Beside `mask` of every loss.
 *
 * @param flow a process of a {@link maskedModel} that waits for its condition
 * @param mask `[batch…, n]` of 0 and 1, with values
 * @throws ShapeError when the mask is not as long as a row
 * @throws SolveError unless every row succeeded
 * @example
 * const mask = tensor([[1, 1, 0], [1, 1, 1]]);
 * const { x } = await maskedSample(flow, mask, { key: key(0) }); // [2, 3, 2], x[0][2] is [0, 0]
 */
export async function maskedSample(
  flow: { bind(condition: Tensor): FlowProcess },
  mask: Tensor,
  options: MaskedSampleOptions,
): Promise<MaskedSample> {
  checkOptions<MaskedSampleOptions>("maskedSample", options, {
    ...sampleOptions,
    shape: true,
    condition: true,
  });
  const { key, signal, shape = [], condition } = options;
  if (!(mask instanceof Tensor) || mask.shape.length === 0)
    throw new ShapeError(
      `maskedSample: the mask must be a Tensor [batch…, n], got ${mask instanceof Tensor ? showShape(mask.shape) : typeof mask}. Pass one number for each point of a row.`,
    );
  const bound = flow.bind(condition ? onHost(concat([condition, mask], -1)) : mask);
  const x = await bound.sample(shape, { key, signal });
  const axes = [...shape, ...mask.shape];
  if (!sameShape(x.shape.slice(0, axes.length), axes))
    throw new ShapeError(
      `maskedSample: the mask must have a number for each point of a row, got ${showShape(mask.shape)} for samples ${showShape(x.shape)}. Pass [batch…, n].`,
    );
  const whole = broadcastTo(mask, axes);
  const kept = reshape(greater(whole, 0), [...axes, ...x.shape.slice(axes.length).map(() => 1)]);
  return onHost({ x: where(broadcastTo(kept, x.shape), x, zeros([], x.dtype)), mask: whole });
}
