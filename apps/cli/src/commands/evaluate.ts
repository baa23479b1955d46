import { writeBytes } from "../data/file-bytes.js";
import { readRows } from "../data/rows-file.js";
import { loadRunData } from "../data/run-data.js";
import { evaluateModel, evaluationRows } from "../evaluation/evaluation.js";
import { readSummary, summarize, summaryRows } from "../evaluation/summary.js";
import { openModel, runKeys } from "../model/trained-model.js";
import { openRunFolder, runFiles } from "../run/run-folder.js";
import { stagesOn } from "../stage.js";
import { tableLines } from "../table.js";
import type { Terminal } from "../terminal.js";

/** Options of {@link evaluateCommand}. */
export interface EvaluateRequest {
  readonly run: string;
  /** Path of an npy or csv file to hold the model against, in place of fresh toy data. */
  readonly data?: string | undefined;
  readonly backend?: string | undefined;
}

/** `nami evaluate`: measures a trained model, prints a table and leaves `evaluation.json` in the run's folder. */
export const evaluateCommand = async (
  { run, data: file, backend }: EvaluateRequest,
  terminal: Terminal,
): Promise<number> => {
  const folder = openRunFolder(run);
  const trained = await openModel(folder, { backend, note: terminal.print });
  const rows = file === undefined ? undefined : readRows("evaluate --data", file, { dim: trained.facts.dim });
  const { config } = folder;
  const keys = runKeys(config.seed);
  const data = await loadRunData(config, keys.data);
  const stage = stagesOn(terminal);
  const known = readSummary(folder);
  const summary =
    known?.step === trained.step && file === undefined
      ? known
      : await summarize(folder, trained, data, { key: keys.evaluation, stage, rows });
  const evaluation = await evaluateModel(trained, data, { key: keys.evaluation, stage, rows });
  const json = JSON.stringify({ summary, evaluation }, undefined, 2);
  writeBytes("evaluate", folder.at(runFiles.evaluation), `${json}\n`);
  const held = file ?? (data.toy === undefined ? "the training data" : "fresh data");
  terminal.print(`${run}, step ${trained.step}, on ${trained.backendName}, against ${held}`);
  for (const line of tableLines([...summaryRows(summary), ...evaluationRows(evaluation)]))
    terminal.print(line);
  terminal.print(folder.at(runFiles.evaluation));
  return 0;
};
