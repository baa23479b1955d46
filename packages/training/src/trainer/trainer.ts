import { checkOptions, OptionError } from "@nami/errors";
import { type Key, key as makeKey, split, type Tensor, type Tree } from "@nami/tensor-backend";
import type { Checkpoint } from "../checkpoint/checkpoint.js";
import { matched } from "../checkpoint/match.js";
import { ema as makeEma } from "../ema.js";
import { hostCopy } from "../host-copy.js";
import { batchesOf } from "./batches.js";
import { checkFit, checkLimits, checkParams, checkParts, checkRestored } from "./check-options.js";
import { deviceRun } from "./device-run.js";
import { fitLoop, type Measurement } from "./fit.js";
import type { Layout } from "./layout.js";
import { measurementOf } from "./measurement.js";
import type { FitOptions, SourceDistribution, TrainerOptions, TrainingStep } from "./options.js";
import { gradientStepper, programStepper } from "./stepper.js";
import type { DeviceState } from "./train-step.js";
import { asRows, checkData, isSampler, type StoredRows, storedRows } from "./training-data.js";

/** Options of {@link Trainer.checkpoint}. */
export interface CheckpointOptions {
  /** What the caller wants to know later. Default: nothing. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Trains parameters, and owns them on the device. */
export interface Trainer<P extends Tree<Tensor>> {
  /** Steps done. Losses are read in groups: within a loop over `fit` this is the last step of the group. */
  readonly step: number;
  /**
   * Trains, step by step, as far as `for await` asks for steps: awaiting the call itself trains nothing. Leaving the
   * loop keeps the state after the last step of the group whose losses were read together (`readEvery: 1` leaves at any
   * step); a further `fit` goes on from it.
   *
   * @throws OptionError at once, without a key or for steps that are not a positive integer; while another `fit` runs
   * @throws DataError when a row of the data is not finite
   * @throws SolveError when a loss or gradient is not finite, naming step and tensor; the state before it is kept, and
   * `details.overflow` is true where its update has made parameters that are not finite. Also when the validation is not
   * finite; then the state of its step is kept
   */
  fit(options: FitOptions): AsyncGenerator<TrainingStep, void, undefined>;
  /** The parameters, copied to the host. */
  params(): Promise<P>;
  /**
   * Their average, copied to the host.
   *
   * @throws OptionError when the trainer keeps none
   */
  emaParams(): Promise<P>;
  /** All of the state, copied to the host. */
  checkpoint(options?: CheckpointOptions): Promise<Checkpoint>;
  /**
   * Goes back (or on) to a checkpoint.
   *
   * @throws OptionError while a `fit` runs
   * @throws DataError when its tensors are not those of this field, optimizer and ema
   */
  restore(checkpoint: Checkpoint): Promise<void>;
  /** Frees the device memory, after the step under way. */
  dispose(): Promise<void>;
}

/**
 * A training loop whose step is one program: draws, loss, gradients, clip, optimizer, average and the guard against
 * non-finite numbers. The state stays on the device. A loss may also give its gradient by itself, `loss: { gradient }`: then
 * a program does the rest.
 *
 * Runs are repeatable: all randomness of step n comes from the key and n, and stored rows are taken in an order that
 * is computed from a cursor. A run from a checkpoint gives the same weights, bit for bit, as one never interrupted
 * (on the same backend).
 *
 * @param options.data `[rows, ...eventShape]`, or `{ target, condition }`, or a sampler; float64 is rounded to float32
 * on a backend without it
 * @throws OptionError for parts that are missing or of another kind, options that nobody reads, and counts, decays or norms
 * out of range
 * @throws ShapeError when rows do not have the event shape of the base
 * @example
 * const t = trainer({ field, loss: fmLoss, optimizer: adam(), data, base, batchSize: 4096, backend });
 * for await (const { step, loss } of t.fit({ key: key(0), steps: 3000 })) console.log(step, loss);
 * const model = field.with(await t.params());
 */
export function trainer<P extends Tree<Tensor>, Model, Base extends SourceDistribution>(
  options: TrainerOptions<P, Model, Base>,
): Trainer<P> {
  checkParts(options);
  const { field, loss, optimizer, data, base, coupling, batchSize, backend } = options;
  const { ema, clip, validation, params: given } = options;
  checkLimits(options);
  checkData(data, base.eventShape);
  if (given) checkParams("trainer", given);
  const average = ema && makeEma(ema);
  const run = deviceRun({
    optimizer,
    stepper: (layout) => {
      const parts = { optimizer, average, clip, layout };
      return typeof loss === "function"
        ? programStepper({ ...parts, field, loss, base }, backend)
        : gradientStepper(loss.gradient, parts, backend);
    },
    backend,
  });
  const measured = validation && measurementOf(field, validation, backend);
  let runKey: Key | undefined;
  let stored: StoredRows | undefined;
  let fitting = false;

  const initialState = (key: Key): DeviceState => {
    const params = given ?? field.init(key);
    checkParams("fit", params);
    return { params, optimizer: optimizer.init(params), ema: average ? average.init(params) : [] };
  };
  const measurementWith = (key: Key): Measurement | undefined =>
    measured &&
    validation && {
      every: validation.every,
      measure: () =>
        run.settled((state, layout) => measured.of(average ? state.ema : state.params, layout, key)),
    };
  const load = async (checkpoint: Checkpoint): Promise<void> => {
    checkRestored(checkpoint);
    const { ema: expected, ...expectedRest } = initialState(makeKey(0));
    const { params, optimizer: memory, ema: averaged } = checkpoint;
    const found = { params, optimizer: memory, ...(averaged && { ema: averaged }) };
    const trees = matched("restore", found, { ...expectedRest, ...(average && { ema: expected }) });
    await run.load({ ema: [], ...trees }, checkpoint.step);
    runKey = checkpoint.key;
  };
  const train = async function* ({
    key,
    steps,
    signal,
    onProgress,
    readEvery = 10,
    resume,
  }: FitOptions): AsyncGenerator<TrainingStep, void, undefined> {
    if (fitting)
      throw new OptionError(
        "fit: one loop trains at a time, got a second. Leave the first with break, or abort it.",
      );
    fitting = true;
    try {
      if (resume) await load(resume);
      runKey = key ?? runKey;
      if (!runKey) throw missingKey();
      const [initial, order, stepKeys, fixed] = split(runKey, 4);
      stored ??= isSampler(data) ? undefined : await storedRows(asRows(data), backend);
      if (!run.loaded) await run.load(initialState(initial), 0);
      const batches = batchesOf(order, stored, {
        data,
        base,
        batchSize,
        backend,
        ...(coupling && { coupling }),
      });
      const options = { steps, readEvery, ...(signal && { signal }), ...(onProgress && { onProgress }) };
      yield* fitLoop(run, batches, stepKeys, measurementWith(fixed), options);
    } finally {
      fitting = false;
    }
  };

  return Object.freeze<Trainer<P>>({
    get step() {
      return run.step;
    },
    fit: (options) => {
      checkFit(options);
      if (!(options.key ?? options.resume ?? runKey)) throw missingKey();
      return train(options);
    },
    params: () => run.settled(async ({ params }, layout) => (await onHost(params, layout)) as P),
    emaParams: () => {
      if (average) return run.settled(async (state, layout) => (await onHost(state.ema, layout)) as P);
      throw new OptionError(
        "emaParams: the trainer must keep an average, got none. Pass ema: { decay: 0.999 }.",
      );
    },
    checkpoint: async (options = {}) => {
      checkOptions<CheckpointOptions>("checkpoint", options, { metadata: true });
      const { metadata = {} } = options;
      return run.settled(async (state, layout) => {
        const { params, optimizer: memory, ema: averaged } = await onHost({ ...state }, layout);
        const trees = { params, optimizer: memory, ...(average && { ema: averaged }) };
        return { step: run.step, key: runKey!, ...trees, metadata };
      });
    },
    restore: async (checkpoint) => {
      if (fitting)
        throw new OptionError(
          "restore: no fit may run meanwhile, got a call during one. Leave its loop with break first, or pass fit({ resume }).",
        );
      await load(checkpoint);
    },
    dispose: async () => {
      measured?.dispose();
      await run.dispose();
    },
  });
}

/** A copy on the host in the structure of the parameters. */
async function onHost<T extends Tree<Tensor>>(tree: T, layout: Layout): Promise<T> {
  return layout.splitHost(await hostCopy(tree));
}

const missingKey = (): OptionError =>
  new OptionError("fit: a key is needed, got none. Pass fit({ key: key(0), steps }).");
