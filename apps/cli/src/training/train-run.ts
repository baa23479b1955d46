import type { Distribution } from "@nami/distributions";
import { SolveError } from "@nami/errors";
import type { BoundModel } from "@nami/models";
import type { MlpParams } from "@nami/networks";
import { type Key, mean, square, sub, type TensorBackend } from "@nami/tensor-backend";
import { type Checkpoint, loadCheckpoint, saveCheckpoint, type Trainer, trainer } from "@nami/training";
import { removeUnfinished } from "@nami/training/node";
import type { ExactPoints } from "../data/exact-velocity.js";
import type { RunData } from "../data/run-data.js";
import { couplingOf, optimizerOf, type Recipe } from "../model/recipe.js";
import { openMetrics } from "../run/metrics-log.js";
import { hasBegun, type RunFolder, runFiles } from "../run/run-folder.js";
import type { Terminal } from "../terminal.js";
import { printEvery, reporter } from "./progress.js";
import { recentMean, stepRate } from "./recent.js";

/** What a training run is made of. */
export interface TrainRunOptions {
  readonly folder: RunFolder;
  readonly data: RunData;
  readonly recipe: Recipe;
  /** Where the distance to the optimum is measured, if v* is known. */
  readonly points: ExactPoints | undefined;
  readonly backend: TensorBackend;
  /** Decides weights, batches and draws. */
  readonly key: Key;
  /** Go on from the newest checkpoint of the folder. */
  readonly resume: boolean;
  readonly terminal: Terminal;
  /** Ends training after the step under way; its state is saved like that of the last step. */
  readonly signal: AbortSignal;
}

/** How a training run ended. */
export interface TrainOutcome {
  readonly step: number;
}

/** Steps between measurements of the distance to the optimum: 100 at most, fewer in short runs. */
const measureEvery = ({ folder }: TrainRunOptions): number =>
  Math.min(100, printEvery(folder.config.training.steps));

/**
 * The trainer of a run. Its validation is the distance to the optimum: the mean over fixed points and coordinates of
 * (v − v*)², which a perfect model brings to 0, and by which its loss exceeds the least possible one.
 */
const trainerOf = (options: TrainRunOptions): Trainer<MlpParams> => {
  const { folder, data, recipe, points, backend } = options;
  const { training } = folder.config;
  const { batchSize, ema, clip } = training;
  const coupling = couplingOf(training.coupling);
  const { field, base, loss } = recipe;
  return trainer<MlpParams, BoundModel, Distribution>({
    field,
    base,
    data: data.labels ? { target: data.rows, condition: data.labels } : data.rows,
    batchSize,
    backend,
    optimizer: optimizerOf(training.optimizer, training.steps),
    loss,
    ...(coupling && { coupling }),
    ...(ema && { ema }),
    ...(clip && { clip }),
    ...(points && {
      validation: {
        every: measureEvery(options),
        measure: (model) => mean(square(sub(model(points.x, points.t), points.velocity))),
      },
    }),
  });
};

/**
 * The checkpoint to go on from; damage that was found and healed is told. A run that ended before its first one begins again,
 * with the same draws.
 */
const lastCheckpoint = async ({ folder, terminal }: TrainRunOptions): Promise<Checkpoint | undefined> => {
  await removeUnfinished(folder.at(runFiles.checkpoints));
  if (!(await hasBegun(folder))) {
    terminal.print("note: the run was ended before its first checkpoint; it begins at step 0.");
    return undefined;
  }
  return loadCheckpoint(folder.checkpoints, {
    onDamage: (error) => terminal.print(`note: ${error.message}`),
  });
};

/** Whether the last update made parameters that are not finite. */
const overflowed = ({ details }: SolveError): boolean =>
  (details as { readonly overflow?: boolean } | undefined)?.overflow === true;

/**
 * Trains, or goes on training, and leaves metrics and checkpoints in the run's folder.
 *
 * @throws SolveError when a loss or gradient is not finite, naming step and tensor; the state before it is saved
 * @throws DataError when there is no whole checkpoint to go on from, or none can be written
 */
export const trainRun = async (options: TrainRunOptions): Promise<TrainOutcome> => {
  const { folder, key, resume, terminal, signal } = options;
  const { steps, checkpointEvery } = folder.config.training;
  const run = trainerOf(options);
  const checkpoint = resume ? await lastCheckpoint(options) : undefined;
  const metrics = openMetrics(folder.at(runFiles.metrics), { after: checkpoint?.step ?? 0 });
  let saved = checkpoint?.step;
  const save = async (): Promise<void> => {
    metrics.sync();
    await saveCheckpoint(folder.checkpoints, await run.checkpoint());
    saved = run.step;
  };
  try {
    if (checkpoint) await run.restore(checkpoint);
    const losses = recentMean(50);
    const rate = stepRate(terminal.now);
    rate.at(run.step);
    const { report } = reporter(terminal, steps);
    const every = measureEvery(options);
    let distance: number | undefined;
    const fit = { steps, signal, ...(!checkpoint && { key }) };
    for await (const { step, loss, validation } of run.fit(fit)) {
      losses.add(loss);
      distance = validation ?? distance;
      const stepsPerSecond = rate.at(step);
      metrics.append([
        {
          step,
          loss,
          ...(validation !== undefined && { distanceToOptimum: validation }),
          ...(step % every === 0 && { stepsPerSecond: Number(stepsPerSecond.toPrecision(4)) }),
        },
      ]);
      report({ step, loss: losses.mean(), distance, stepsPerSecond });
      // The state is that of the last step of a group.
      if (step === run.step && step - (saved ?? 0) >= checkpointEvery) await save();
    }
    if (run.step !== saved) await save();
    return { step: run.step };
  } catch (error) {
    // What the message says is kept, is kept; from parameters that are not finite nothing goes on.
    if (error instanceof SolveError && !overflowed(error) && run.step !== saved) await save();
    throw error;
  } finally {
    metrics.close();
    await run.dispose();
  }
};
