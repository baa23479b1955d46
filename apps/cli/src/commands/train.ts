import { join } from "node:path";
import { exactPoints } from "../data/exact-velocity.js";
import { isMixtureToy } from "../data/toys.js";
import { summaryRows } from "../evaluation/summary.js";
import { velocityIsKnown } from "../model/recipe.js";
import { openModel, runKeys } from "../model/trained-model.js";
import { finishRun } from "../report/finish-run.js";
import { beginRun, type RunRequest } from "../run/begin-run.js";
import { runFiles } from "../run/run-folder.js";
import { stagesOn } from "../stage.js";
import { tableLines } from "../table.js";
import { type Stop, signalExitCode, stopOn, type Terminal } from "../terminal.js";
import { trainRun } from "../training/train-run.js";

/** How to go on with a run, in the words of whoever started it. */
const goOn = (path: string): string =>
  process.env.npm_lifecycle_event === "quickstart"
    ? `npm run quickstart -- --resume ${path}`
    : `nami train --resume ${path}`;

/**
 * `nami train`: trains, then evaluates and draws.
 *
 * @returns the exit code: 0, or 130 and 143 after a signal
 * @throws OptionError, DataError, CapabilityError before anything is written, for input that won't do
 * @throws SolveError when a loss or gradient is not finite
 */
export const trainCommand = async (request: RunRequest, terminal: Terminal): Promise<number> => {
  // From before the folder is there until after its last file: a signal in between would leave half a run.
  const stop = stopOn(terminal);
  try {
    return await trained(request, terminal, stop);
  } finally {
    stop.release();
  }
};

const trained = async (request: RunRequest, terminal: Terminal, stop: Stop): Promise<number> => {
  const { folder, data, recipe, backend, facts, note } = await beginRun(request);
  const { config, path } = folder;
  const keys = runKeys(config.seed);
  const rows = `${data.count.toLocaleString("en")} rows of ${data.dim} coordinates`;
  terminal.print(`run      ${path}`);
  const { dataset } = config;
  const labels = data.labels ? `, ${data.labels.shape[1]} labels` : "";
  terminal.print(`data     ${"file" in dataset ? dataset.file : dataset.name}, ${rows}${labels}`);
  if (note !== undefined) terminal.print(note);
  terminal.print(`model    ${facts.parameters.toLocaleString("en")} parameters, on ${facts.backend}`);
  const points =
    isMixtureToy(data.toy) && velocityIsKnown(config)
      ? await exactPoints(data.toy, recipe.path, { key: keys.points })
      : undefined;
  const { step } = await trainRun({
    folder,
    data,
    recipe,
    points,
    backend,
    key: keys.fit,
    resume: request.resume !== undefined,
    terminal,
    signal: stop.signal,
  });
  const received = stop.received();
  if (received !== undefined && step < config.training.steps) {
    terminal.print(`stopped by ${received} and saved at step ${step}; go on with: ${goOn(path)}`);
    return signalExitCode[received];
  }
  stop.release();
  const model = await openModel(folder);
  const { summary } = await finishRun(folder, model, data, { stage: stagesOn(terminal) });
  terminal.print("");
  for (const line of tableLines(summaryRows(summary))) terminal.print(line);
  terminal.print("");
  terminal.print(`report   ${join(path, runFiles.report)}`);
  if (config.figures.draw) terminal.print(`figures  ${join(path, runFiles.figures)}`);
  return 0;
};
