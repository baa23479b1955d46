import type { FloatDType, Key, Shape, Tensor, TensorBackend, Tree } from "@nami/tensor-backend";
import type { Checkpoint } from "../checkpoint/checkpoint.js";
import type { EmaOptions } from "../ema.js";
import type { Optimizer } from "../optimizers/optimizer.js";
import type { TrainingData } from "./training-data.js";

/** What is trained: parameters from a key, and the model that parameters make. `@nami/models` fields are such. */
export interface TrainedField<P extends Tree<Tensor>, Model> {
  /** Parameters drawn from a key. */
  init(key: Key): P;
  /** The model with these parameters, e.g. a function `(x, t, condition?) => Tensor`. */
  with(params: P): Model;
}

/** Where sources come from. Distributions of `@nami/distributions` are such. */
export interface SourceDistribution {
  readonly eventShape: Shape;
  /** Rows of `eventShape`; row i depends on the key and i alone. */
  sample(
    shape: Shape,
    options: { readonly key: Key; readonly firstRow?: number | Tensor; readonly dtype?: FloatDType },
  ): Tensor;
}

/** What a loss is given beside its tensors. */
export interface LossOptions {
  /** The key of this step, to be split for each draw. */
  readonly key: Key;
  readonly condition?: Tensor;
}

/**
 * The loss of one batch, traced: a scalar.
 *
 * @param target rows of the data
 * @param source matched rows when a coupling paired them, else the base distribution to draw from
 */
export type Loss<Model, Base> = (
  model: Model,
  target: Tensor,
  source: Tensor | Base,
  options: LossOptions,
) => Tensor;

/**
 * The loss of one batch with its gradient, from whatever runs by itself: `logProbGradient` of `@nami/models` is one, for solves of any
 * length. The parameters have values on the device and are the caller's; results are on the host.
 */
export type LossGradient<P extends Tree<Tensor>> = (
  params: P,
  target: Tensor,
  options: LossOptions,
) => Promise<{ readonly value: Tensor; readonly params: P }>;

/** Rows that belong together. */
export interface Pairs {
  readonly source: Tensor;
  readonly target: Tensor;
  readonly condition?: Tensor;
}

/** Matches rows of a batch on the host, before the compiled step. Couplings of `@nami/paths` are such. */
export interface PairingRule {
  readonly name?: string;
  /** Whether the source stays independent of the target; where it does not, the path of the field must state the rule. */
  readonly independent?: boolean;
  pair(rows: Pairs, options: { readonly key: Key }): Pairs | Promise<Pairs>;
}

/** A figure measured now and then on the parameters as they are (their average, where there is one). */
export interface Validation<Model> {
  /** Steps between measurements. */
  readonly every: number;
  /** A scalar, traced. The key is the same every time, so that values compare. */
  measure(model: Model, options: { readonly key: Key }): Tensor;
}

/** Options of {@link trainer}. */
export interface TrainerOptions<P extends Tree<Tensor>, Model, Base extends SourceDistribution> {
  readonly field: TrainedField<P, Model>;
  /** A formula, which becomes one program with all of the step; or what gives its gradient by itself. */
  readonly loss: Loss<Model, Base> | { readonly gradient: LossGradient<P> };
  readonly optimizer: Optimizer;
  /** All rows as a tensor, with conditions where the model takes them, or a sampler of fresh rows. */
  readonly data: TrainingData;
  readonly base: Base;
  /** Pairs sources with targets. Without it the loss draws sources independently, inside the compiled step. */
  readonly coupling?: PairingRule;
  /** Rows of a step. */
  readonly batchSize: number;
  /** Keep an average of the parameters, as {@link ema} does. */
  readonly ema?: EmaOptions;
  /** Scale gradients down to this norm, all together, where they exceed it. */
  readonly clip?: { readonly norm: number };
  readonly validation?: Validation<Model>;
  /** Parameters to begin with, instead of those that the field draws. */
  readonly params?: P;
  readonly backend: TensorBackend;
}

/** Options of {@link Trainer.fit}. */
export interface FitOptions {
  /** Decides everything random. Default: the key of the restored checkpoint, or of the last `fit`. */
  readonly key?: Key;
  /** Go back (or on) to this checkpoint first, as `restore` does. */
  readonly resume?: Checkpoint;
  /** The step to train to, counted from the very first: after a restore at 400, `steps: 1000` runs 600 more. */
  readonly steps: number;
  /** Ends training after the step under way. The state is kept; nothing is thrown. */
  readonly signal?: AbortSignal;
  /** Called each time that losses were read, with the newest. */
  readonly onProgress?: (progress: TrainingStep & { readonly steps: number }) => void;
  /** Steps between reads of the losses from the device. Default 10. */
  readonly readEvery?: number;
}

/** What is known of a step. */
export interface TrainingStep {
  /** Counted from 1. */
  readonly step: number;
  readonly loss: number;
  /** On the steps where it was measured. */
  readonly validation?: number;
}
