import type { Distribution } from "@nami/distributions";
import { checkOptions, OptionError } from "@nami/errors";
import {
  broadcastTo, expandDims, greaterEqual, isKey, type Key, split, Tensor, uniform, where, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list

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
 * @example fmLoss(model, target, base, { key: key(0), condition: dropCondition(condition, { key: key(1) }) });
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

/** A loss of rows, and of their conditions where they have some. */
export type ConditionalLoss<M, Source = Tensor | Distribution> = (
  model: M,
  target: Tensor,
  source: Source,
  options: { readonly key: Key; readonly condition?: Tensor },
) => Tensor;

/** Options of {@link withConditionDropout}. */
export interface ConditionDropoutOptions extends Pick<DropOptions, "probability" | "nullCondition"> {
  /** Features of a condition: where a batch comes without, as in an evaluation, all of it has the condition that stands for none. */
  readonly features: number;
}

/**
 * A loss that learns rows with their conditions and, now and then, without: what {@link guide} needs.
 *
 * @returns a loss for the trainer; the key is split between the loss and what is dropped
 * @throws OptionError as `dropCondition`, from the loss
 * @example trainer({ field, base, data: { target, condition }, loss: withConditionDropout(fmLoss, { features: 8 }), ...others })
 */
export function withConditionDropout<M, Source>(
  loss: ConditionalLoss<M, Source>,
  options: ConditionDropoutOptions,
): ConditionalLoss<M, Source> {
  checkOptions<ConditionDropoutOptions>("withConditionDropout", options, {
    features: true,
    probability: true,
    nullCondition: true,
  });
  const { features, ...dropped } = options;
  return (model, target, source, { key, condition }) => {
    const [own, drop] = split(key);
    const told = condition
      ? dropCondition(condition, { ...dropped, key: drop })
      : nullAs(zeros([1, features]), dropped.nullCondition);
    return loss(model, target, source, { key: own, condition: told });
  };
}

/** The condition that stands for none, in the shape of another. */
export const nullAs = (condition: Tensor, none: Tensor | undefined): Tensor =>
  none ? broadcastTo(none, condition.shape) : zeros(condition.shape, condition.dtype);
