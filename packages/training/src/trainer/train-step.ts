import {
  add,
  cast,
  concat,
  equal,
  full,
  isFinite,
  type Key,
  less,
  logicalNot,
  max,
  maximum,
  mul,
  reshape,
  slice,
  square,
  sum,
  type Tensor,
  type Tree,
  treeLeaves,
  treeMap,
  valueAndGrad,
  where,
} from "@nami/tensor-backend";
import type { Ema } from "../ema.js";
import { scaleToNorm } from "../optimizers/clip.js";
import type { Optimizer } from "../optimizers/optimizer.js";
import type { Batch } from "./batches.js";
import type { Layout } from "./layout.js";
import type { Loss, TrainedField } from "./options.js";

/** All that a step reads and writes, as it lies on the device. `ema` is `[]` when no average is kept. */
export type DeviceState = Readonly<{
  params: Tree<Tensor>;
  optimizer: Tree<Tensor>;
  ema: Tree<Tensor>;
}>;

/** What follows gradients in a step. */
export interface UpdateParts {
  readonly optimizer: Optimizer;
  readonly average: Ema | undefined;
  readonly clip: { readonly norm: number } | undefined;
  /** How the state lies on the device. */
  readonly layout: Layout;
}

/** The parts of a step. */
export interface StepParts<P extends Tree<Tensor>, Model, Base> extends UpdateParts {
  readonly field: TrainedField<P, Model>;
  readonly loss: Loss<Model, Base>;
  readonly base: Base;
}

/** The state and the record after a step. */
export type Stepped = Readonly<{ state: DeviceState; record: Tensor }>;

/** What a step is given beside the outcome of the step before; its number is a scalar within a formula. */
export type StepInput<Step = number> = Readonly<{
  batch: Batch;
  key: Key;
  /** Counted from 1. */
  step: Step;
}>;

/** One step as a formula, to be compiled. */
export type TrainStep = (before: Stepped, input: StepInput<Tensor>) => Stepped;

/** What follows gradients as a formula, to be compiled. */
export type UpdateStep = (
  before: Stepped,
  slope: { readonly value: Tensor; readonly params: Tree<Tensor> },
  step: Tensor,
) => Stepped;

/** A whole training step as one formula: loss, gradients, and what follows them. */
export function trainStep<P extends Tree<Tensor>, Model, Base>({
  field,
  loss,
  base,
  ...parts
}: StepParts<P, Model, Base>): TrainStep {
  const update = updateStep(parts);
  return ({ state, record }, { batch: { target, source, condition }, key, step }) => {
    const options = { key, ...(condition && { condition }) };
    const lossOf = (p: P): Tensor => loss(field.with(p), target, source ?? base, options);
    const [value, params] = valueAndGrad(lossOf)(parts.layout.split(state.params) as P);
    return update({ state, record }, { value, params }, step);
  };
}

/**
 * What follows a loss and its gradients as one formula: clip, optimizer, average, and the guard.
 *
 * The guard: when the loss, or the square of an entry of a gradient, is not finite, then this step and all after it leave the
 * state as it was. (One whose square overflows would fill Adam's second moment with infinities.) The record
 * `[2k]` holds loss and fault of the last k steps, one after the other, newest last; the first fault is a {@link verdictOf verdict}, and those
 * after it are above 0.
 */
export function updateStep({ optimizer, average, clip, layout }: UpdateParts): UpdateStep {
  return ({ state, record }, { value, params: gradients }, step) => {
    const joined = layout.join(gradients);
    const verdict = cast(
      verdictOf(reshape(value, []), joined, layout.ranks(joined), treeLeaves(gradients).length),
      record.dtype,
    );
    const clipped = clip ? scaleToNorm(joined, clip.norm) : joined;
    const [updates, memory] = optimizer.update(clipped, state.optimizer, state.params, step);
    const moved = treeMap(add, state.params, updates);
    const averaged = average ? average.update(state.ema, moved, step) : state.ema;
    const newer = record.size > 2 ? [slice(record, [2])] : [];
    const before = slice(record, [record.size - 1]);
    const fault = add(verdict, before);
    const good = equal(reshape(fault, []), 0);
    const choose = (next: Tensor, old: Tensor): Tensor => where(good, next, old);
    return {
      state: {
        params: treeMap(choose, moved, state.params),
        optimizer: treeMap(choose, memory, state.optimizer),
        ema: treeMap(choose, averaged, state.ema),
      },
      record: concat([...newer, cast(reshape(value, [1]), record.dtype), fault], 0),
    };
  };
}

/**
 * 0 when loss and gradients are finite; else how many there are, loss and gradients, from the first on that is not.
 *
 * @param loss a scalar
 * @param ranks int32, that of each entry of the gradients, 1 for the last of them
 * @param count how many gradients there are
 */
function verdictOf(loss: Tensor, gradients: Tree<Tensor>, ranks: Tree<Tensor>, count: number): Tensor {
  // Products by 0 and 1, which take a third of the time of a choice for each entry.
  const isFault = (g: Tensor): Tensor => logicalNot(less(square(g), Number.POSITIVE_INFINITY));
  const faults = treeMap((g, rank) => max(mul(cast(isFault(g), "int32"), rank)), gradients, ranks);
  const lossFault = where(isFinite(loss), full([], 0, "int32"), full([], count + 1, "int32"));
  const verdict = treeLeaves(faults).reduce(maximum, lossFault);
  // A backend with branches looks for the fault only where there may be one: the sum may overflow when no square does.
  const squares = treeLeaves(treeMap((g) => sum(square(g)), gradients)).reduce(add);
  return where(isFinite(add(squares, loss)), full([], 0, "int32"), verdict);
}
