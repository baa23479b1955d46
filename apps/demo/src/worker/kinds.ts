import { OptionError } from "@nami/errors";
import { type ConditionalLoss, type Model, underCondition, withConditionDropout } from "@nami/models";
import {
  add,
  arange,
  cast,
  equal,
  expandDims,
  type Key,
  key,
  matmul,
  mul,
  normal,
  onHost,
  randint,
  split,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";
import type { Guidance } from "../session/kinds.js";
import type { Target, TrainingSettings } from "../session/settings.js";
import { learnedRows } from "../session/toy-options.js";
import { type KnownTarget, type Modes, ofModes, targetOf, trainingRows } from "./target.js";

/** How often a row is learned without its kind. */
export const dropProbability = 0.15;

/** A loss of rows with their kinds and, now and then, without. */
export const withKinds = <M>(loss: ConditionalLoss<M>, classes: number): ConditionalLoss<M> =>
  withConditionDropout(loss, { features: classes, probability: dropProbability });

/** `[1, classes]`; zeros are all kinds. */
const conditionOf = (kind: number | undefined, classes: number): Tensor =>
  tensor([Array.from({ length: classes }, (_, k) => (k + 1 === kind ? 1 : 0))]);

/**
 * A velocity that was learned with kinds, without its condition: that of all data, or of one kind.
 *
 * @param classes 0 where it was learned without: then it is the velocity itself
 * @param guidance nothing for all data
 * @param dim coordinates of a point
 */
export const velocityOfKind = (
  velocity: Model,
  classes: number,
  guidance: Guidance | undefined,
  dim = 2,
): Model => {
  if (classes === 0) return velocity;
  const ofPoints: Model = Object.assign<Model, { readonly eventShape: readonly [number] }>(
    (x, t, condition) => velocity(x, t, condition),
    { eventShape: [dim] },
  );
  return underCondition(
    ofPoints,
    conditionOf(guidance?.kind, classes),
    guidance && { scale: guidance.scale },
  );
};

/** @throws OptionError where a target has no such modes */
const modesOf = (target: Target): Modes => {
  const { modes } = targetOf(target);
  if (modes) return modes;
  throw new OptionError(
    `kinds: the target must have modes to be told apart, got ${target.kind}. Choose a mixture.`,
  );
};

/** The data of one kind, counted from 1. */
export const targetOfKind = (target: Target, kind: number): KnownTarget => {
  const { means, std } = modesOf(target);
  const mean = means[kind - 1];
  if (!mean)
    throw new OptionError(
      `kinds: a kind must be from 1 to ${means.length}, got ${kind}. Choose one of them.`,
    );
  return ofModes({ means: [mean], std });
};

/**
 * Rows of all kinds, each as likely, with their kinds.
 *
 * @returns target `[count, 2]`, and condition `[count, classes]`, one-hot
 */
export const labelledRows = (
  target: Target,
  count: number,
  from: Key,
): { readonly target: Tensor; readonly condition: Tensor } => {
  const { means, std } = modesOf(target);
  const [labelKey, pointKey] = split(from);
  const labels = randint(labelKey, [count], { high: means.length });
  const condition = cast(equal(expandDims(labels), arange(0, means.length, 1, "int32")), "float32");
  const centers = matmul(condition, tensor(means));
  return onHost({ target: add(centers, mul(normal(pointKey, [count, 2]), std)), condition });
};

/** What a run learns from: rows, and their kinds where these are learned. */
export const trainingDataOf = ({
  target,
  seed,
  classes,
}: TrainingSettings): { readonly target: Tensor; readonly condition?: Tensor } =>
  classes ? labelledRows(target, learnedRows, key(seed)) : { target: trainingRows(target, seed) };
