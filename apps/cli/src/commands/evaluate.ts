import type { Tensor } from "@nami/tensor-backend";
import { writeBytes } from "../data/file-bytes.js";
import { readRows } from "../data/rows-file.js";
import { loadRunData } from "../data/run-data.js";
import { evaluateModel, evaluationRows } from "../evaluation/evaluation.js";
import {
  type HeldAgainst,
  readSummary,
  type Summary,
  summarize,
  summaryRows,
  writeSummary,
} from "../evaluation/summary.js";
import { openModel, runKeys } from "../model/trained-model.js";
import { checkData, openRunFolder, type RunFacts, type RunFolder, runFiles } from "../run/run-folder.js";
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

/** The data of a run; of one from a file, rows of another file in their place, for the first may be gone. */
const heldAgainst = async (
  folder: RunFolder,
  facts: RunFacts,
  rows: Tensor | undefined,
): Promise<HeldAgainst> => {
  const { config } = folder;
  const onFile = "file" in config.dataset;
  if (rows && onFile) return { rows, dim: facts.dim, toy: undefined };
  const data = await loadRunData(config, runKeys(config.seed).data);
  if (onFile) checkData("evaluate", folder, facts, data, "Put the old file back, or pass rows with --data.");
  return data;
};

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
  const data = await heldAgainst(folder, trained.facts, rows);
  const stage = stagesOn(terminal);
  const last = readSummary(folder);
  const known = last?.step === trained.step ? last : undefined;
  const options = { key: keys.evaluation, stage, rows };
  const integral = known?.densityIntegral;
  const summary: Summary =
    known && !rows
      ? known
      : {
          // Of the model alone: it stays where there are no rows to lay a grid around.
          ...(integral !== undefined && { densityIntegral: integral }),
          ...(await summarize(folder, trained, data, options)),
        };
  const evaluation = await evaluateModel(trained, data, options);
  const held = file ?? (data.toy === undefined ? "the training data" : "fresh data");
  terminal.print(`${run}, step ${trained.step}, on ${trained.backendName}, against ${held}`);
  for (const line of tableLines([...summaryRows(summary), ...evaluationRows(evaluation)]))
    terminal.print(line);
  // After the table, which is not lost where the folder can't be written.
  if (!known && !rows) writeSummary("evaluate", folder, summary);
  const json = JSON.stringify({ summary, evaluation }, undefined, 2);
  writeBytes("evaluate", folder.at(runFiles.evaluation), `${json}\n`);
  terminal.print(folder.at(runFiles.evaluation));
  return 0;
};
