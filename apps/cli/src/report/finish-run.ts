import { key } from "@nami/tensor-backend";
import type { RunData } from "../data/run-data.js";
import { readSummary, type Summary, summarize, writeSummary } from "../evaluation/summary.js";
import { figureData } from "../figures/figure-data.js";
import { runKeys, type TrainedModel } from "../model/trained-model.js";
import type { RunFolder } from "../run/run-folder.js";
import type { Stage } from "../stage.js";
import { writeReport } from "./write-report.js";

/** What was left in a run's folder. */
export interface FinishedRun {
  readonly summary: Summary;
  /** Paths of the figures. */
  readonly figures: readonly string[];
}

/**
 * Computes the numbers and figures of a trained model, and writes them with the report into the folder.
 *
 * @param options.draw whether figures are drawn; the config's wish by default
 */
export const finishRun = async (
  folder: RunFolder,
  trained: TrainedModel,
  data: RunData,
  { stage, draw = folder.config.figures.draw }: { readonly stage: Stage; readonly draw?: boolean },
): Promise<FinishedRun> => {
  const known = readSummary(folder);
  const evaluationKey = runKeys(folder.config.seed).evaluation;
  const isKnown = known?.step === trained.step;
  const summary = isKnown ? known : await summarize(folder, trained, data, { key: evaluationKey, stage });
  if (!isKnown) writeSummary("train", folder, summary);
  // The samples in the figures are those of `nami sample RUN -n 2000 --seed 0`.
  const options = { optimalLoss: summary.optimalLoss, key: key(0), stage };
  const figures = draw ? await figureData(folder, trained, data, options) : undefined;
  return { summary, figures: writeReport(folder, { facts: trained.facts, summary, figures }) };
};
