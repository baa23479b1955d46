import type { Distribution } from "@nami/distributions";
import { OptionError } from "@nami/errors";
import { dropCondition, guide, type Model } from "@nami/models";
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
  zeros,
} from "@nami/tensor-backend";
import type { Guidance, Target, TrainingSettings } from "../session/settings.js";
import { learnedRows } from "../session/toy-options.js";
import { type KnownTarget, type Modes, ofModes, targetOf, trainingRows } from "./target.js";

/** How often a row is learned without its kind. */
export const dropProbability = 0.15;

/** A loss of rows, and of their kinds where these are learned. */
export type RowLoss = (
  model: Model,
  target: Tensor,
  source: Tensor | Distribution,
  options: { readonly key: Key; readonly condition?: Tensor },
) => Tensor;

/** A loss of rows with their kinds and, now and then, without. */
export const withKinds =
  (loss: RowLoss, classes: number): RowLoss =>
  (model, target, source, { key: from, condition }) => {
    const [own, drop] = split(from);
    const told = condition
      ? dropCondition(condition, { key: drop, probability: dropProbability })
      : allKinds(classes);
    return loss(model, target, source, { key: own, condition: told });
  };

/** The condition that stands for no kind, and so for all: zeros. */
const allKinds = (classes: number): Tensor => zeros([1, classes]);

/** `[1, classes]` */
const oneKind = (kind: number, classes: number): Tensor =>
  tensor([Array.from({ length: classes }, (_, k) => (k + 1 === kind ? 1 : 0))]);

/**
 * A velocity that was learned with kinds, without its condition: that of all data, or of one kind.
 *
 * @param classes 0 where it was learned without: then it is the velocity itself
 */
export const velocityOfKind = (velocity: Model, classes: number, guidance?: Guidance): Model => {
  if (classes === 0) return velocity;
  const planar: Model = Object.assign<Model, { readonly eventShape: readonly [2] }>(
    (x, t, condition) => velocity(x, t, condition),
    { eventShape: [2] },
  );
  const condition = guidance ? oneKind(guidance.kind, classes) : allKinds(classes);
  const model = guidance && guidance.scale !== 1 ? guide(planar, { scale: guidance.scale }) : planar;
  return (x, t) => model(x, t, condition);
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
