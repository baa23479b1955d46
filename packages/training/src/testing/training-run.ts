import {
  type Key,
  key,
  type ReferenceBackend,
  referenceBackend,
  type Tensor,
  type Tree,
} from "@nami/tensor-backend";
import { namedLeaves } from "../named-leaves.js";
import { adam } from "../optimizers/adam.js";
import type { FitOptions, TrainerOptions, TrainingStep } from "../trainer/options.js";
import { type Trainer, trainer } from "../trainer/trainer.js";
import { base, field, loss, type Model, type Params, rows } from "./gaussian-problem.js";

/** Options of a trainer of the Gaussian problem that a test may want to change. */
export type Changes = Partial<TrainerOptions<Params, Model, typeof base>>;

/** A trainer of the Gaussian problem: 50 rows, batches of 16, Adam at 0.02, an average, a clip. */
export const gaussianTrainer = (
  changes: Changes = {},
): Trainer<Params> & { readonly backend: ReferenceBackend } => {
  const backend = referenceBackend();
  const t = trainer({
    field,
    loss,
    optimizer: adam({ learningRate: 0.02 }),
    data: rows(50, key(9)),
    base,
    batchSize: 16,
    ema: { decay: 0.9 },
    clip: { norm: 5 },
    backend,
    ...changes,
  });
  return Object.freeze(
    Object.defineProperties({ backend }, Object.getOwnPropertyDescriptors(t)),
  ) as Trainer<Params> & {
    readonly backend: ReferenceBackend;
  };
};

/** All steps of a fit. */
export const stepsOf = async (
  t: Trainer<Params>,
  { key: runKey = key(0), ...options }: FitOptions & { readonly key?: Key },
): Promise<TrainingStep[]> => {
  const steps: TrainingStep[] = [];
  for await (const step of t.fit({ key: runKey, ...options })) steps.push(step);
  return steps;
};

/** The values of a tree by name, for comparison bit for bit. */
export const valuesByName = async (tree: Tree<Tensor>): Promise<Record<string, number[]>> =>
  Object.fromEntries(
    await Promise.all(
      [...namedLeaves(tree)].map(
        async ([name, x]): Promise<[string, number[]]> => [name, [...(await x.data())]],
      ),
    ),
  );
