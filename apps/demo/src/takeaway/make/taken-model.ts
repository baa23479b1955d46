import type { MlpParams } from "@nami/networks";
import { readModelFiles } from "../../your-model/open-model.js";
import { type KnownModel, modelOfRun } from "../model-facts.js";
import type { WantedModel } from "../wanted.js";
import { averagedWeights } from "./averaged-weights.js";

/** A model with its weights. */
export interface TakenModel extends KnownModel {
  readonly params: MlpParams;
}

/**
 * The model that is taken along: that of a run with its averaged weights, or that of a visitor's files.
 *
 * @throws DataError from the readers of files
 */
export const takenModel = async ({ of }: WantedModel): Promise<TakenModel> => {
  if ("checkpoint" in of)
    return { ...modelOfRun(of.settings, of.step), params: averagedWeights(of.checkpoint) };
  const { network, said, units } = await readModelFiles(of.weights, of.config);
  const { activation, path, source, step } = { step: undefined, ...of.use, ...said };
  const { dim, hidden, layers, classes, params } = network;
  return { dim, hidden, layers, classes, params, activation, path, source, step, units };
};
