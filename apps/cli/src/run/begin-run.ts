import { isDeepStrictEqual } from "node:util";
import { OptionError } from "@nami/errors";
import { epsilonOf, key, type TensorBackend, treeLeaves } from "@nami/tensor-backend";
import { loadCheckpoint, numberOfParameters } from "@nami/training";
import { type ChosenBackend, chooseBackend } from "../backends/choose.js";
import type { Config } from "../config/config.js";
import { readConfig } from "../config/read-config.js";
import { loadRunData, type RunData } from "../data/run-data.js";
import type { DataShape } from "../model/process-recipe.js";
import { type Recipe, recipeOf } from "../model/recipe.js";
import { runKeys } from "../model/trained-model.js";
import { version } from "../version.js";
import {
  checkData,
  createRunFolder,
  hasBegun,
  openRunFolder,
  type RunFacts,
  type RunFolder,
  readFacts,
  saveConfig,
  saveFacts,
} from "./run-folder.js";

/** What the user asked for on the command line. */
export interface RunRequest {
  /** Path of a config file; needed unless a run is resumed. */
  readonly config?: string | undefined;
  /** Folder of the new run. */
  readonly out?: string | undefined;
  /** Folder of a run to go on with. */
  readonly resume?: string | undefined;
  /** In place of the config's. */
  readonly backend?: string | undefined;
  readonly steps?: number | undefined;
}

/** A run that is ready to train. */
export interface BegunRun {
  readonly folder: RunFolder;
  readonly data: RunData;
  readonly recipe: Recipe;
  readonly backend: TensorBackend;
  readonly facts: RunFacts;
  /** A line that the user should know. */
  readonly note?: string | undefined;
}

const withRequest = (config: Config, { backend, steps }: RunRequest): Config => ({
  ...config,
  ...(backend !== undefined && { backend }),
  ...(steps !== undefined && { training: { ...config.training, steps } }),
});

/** @throws OptionError for a tolerance that the backend's float can't meet: the model is evaluated after training */
const checkTolerance = ({ solver }: Config, { backend, name }: ChosenBackend): void => {
  if (solver.method !== "dopri5") return;
  const dtype = backend.dtypes.has("float32") ? "float32" : "float64";
  const least = 10 * epsilonOf(dtype);
  if (solver.rtol < least)
    throw new OptionError(
      `train: solver.rtol must be at least 10 ε of ${dtype} (${least.toExponential(1)}) on ${name}, got ${solver.rtol}. Raise it${dtype === "float32" ? ", or compute on reference:float64" : ""}.`,
    );
};

/**
 * Looks at the checkpoint that a run goes on from, before anything of the run is changed.
 *
 * @throws DataError when there is no whole one
 * @throws OptionError when it is further than the steps asked for, or in floats that the backend does not have
 */
const checkResumable = async (
  folder: RunFolder,
  { training }: Config,
  { backend, name }: ChosenBackend,
): Promise<void> => {
  if (!(await hasBegun(folder))) return;
  const { params, step } = await loadCheckpoint(folder.checkpoints, { quarantine: false });
  if (training.steps < step)
    throw new OptionError(
      `train: --steps must be at least the ${step} that the run has done, got ${training.steps}. Leave it out, or train anew.`,
    );
  if (!backend.dtypes.has("float64") && treeLeaves(params).some(({ dtype }) => dtype === "float64"))
    throw new OptionError(
      `train: a run in float64 must go on on a backend that has it, got ${name}. Leave --backend out, or take onnx:cpu.`,
    );
};

/** What a model must know of its data. */
const shapeOf = ({ dim, labels, spread }: RunData): DataShape => ({
  dim,
  ...(labels && { classes: labels.shape[1]! }),
  spread,
});

/** Everything is tried before the folder is made, so that bad input leaves nothing behind. */
const beginNew = async (request: RunRequest): Promise<BegunRun> => {
  if (request.config === undefined)
    throw new OptionError(
      "train: a config must be given, got none. Pass nami train CONFIG, or --resume RUN.",
    );
  const config = withRequest(readConfig(request.config), request);
  const chosen = await chooseBackend(config.backend);
  const { backend, name } = chosen;
  checkTolerance(config, chosen);
  const data = await loadRunData(config, runKeys(config.seed).data);
  const shape = shapeOf(data);
  const recipe = recipeOf(config, shape);
  const facts: RunFacts = {
    nami: version,
    backend: name,
    ...shape,
    rows: data.count,
    parameters: numberOfParameters(recipe.field.init(key(0))),
    data: data.fingerprint,
  };
  const folder = createRunFolder(config, request.out);
  saveFacts(folder, facts);
  // Last, for it is what makes the folder one of a run.
  saveConfig(folder.path, config);
  return { folder, data, recipe, backend, facts };
};

/** What must stay as it was for a run to go on. */
const fixedPart = ({
  training: { steps, ...training },
  backend,
  name,
  figures,
  ...config
}: Config): unknown => ({
  ...config,
  training,
});

/** What other steps do to a step size that ends with them. */
const noteOfDecay = ({ training: { steps } }: Config, { training }: Config): string | undefined =>
  training.optimizer.decay?.name === "cosine" && training.steps !== steps
    ? `note: the cosine of the step size now ends at step ${training.steps} in place of ${steps}; the weights will be others than those of a run begun with ${training.steps} steps.`
    : undefined;

const continueRun = async (path: string, request: RunRequest): Promise<BegunRun> => {
  if (request.out !== undefined)
    throw new OptionError(
      "train: --out and --resume must not be given together, got both. A resumed run stays in its folder.",
    );
  const found = openRunFolder(path);
  const facts = readFacts(found);
  if (
    request.config !== undefined &&
    !isDeepStrictEqual(fixedPart(readConfig(request.config)), fixedPart(found.config))
  )
    throw new OptionError(
      `train: the config of a resumed run must be its own (but for steps, backend and figures), got another in ${request.config}. Leave the config out, or train anew.`,
    );
  const config = withRequest(found.config, request);
  const chosen = await chooseBackend(request.backend ?? facts.backend);
  const { backend, name } = chosen;
  checkTolerance(config, chosen);
  const data = await loadRunData(config, runKeys(config.seed).data);
  checkData("train", found, facts, data, "Put the old file back, or train anew.");
  await checkResumable(found, config, chosen);
  const folder: RunFolder = { ...found, config };
  saveConfig(path, config);
  const now = { ...facts, backend: name };
  saveFacts(folder, now);
  const note = noteOfDecay(found.config, config);
  return { folder, data, recipe: recipeOf(config, shapeOf(data)), backend, facts: now, note };
};

/**
 * Makes a new run ready, or opens one to go on with.
 *
 * @throws OptionError, DataError or CapabilityError, before anything is written, for input that won't do
 */
export const beginRun = (request: RunRequest): Promise<BegunRun> =>
  request.resume === undefined ? beginNew(request) : continueRun(request.resume, request);
