import { standardNormal } from "@nami/distributions";
import { DataError } from "@nami/errors";
import { flowMatching, velocityField } from "@nami/models";
import type { TensorBackend } from "@nami/tensor-backend";
import { key } from "@nami/tensor-backend";
import { readSafetensors } from "@nami/training";
import { type Guidance, guidanceOf } from "../session/kinds.js";
import type { Units } from "../uploads/units.js";
import { velocityOfKind } from "../worker/kinds.js";
import { pathOf, solverOf, sourceOf } from "../worker/recipe.js";
import type { Looked } from "../worker/views.js";
import { configFacts, factsOf, type ModelFacts } from "./config-facts.js";
import { type ConfigUse, joinedFacts } from "./joined-facts.js";
import { type FoundNetwork, networkOf } from "./network.js";
import type { UseSettings } from "./protocol.js";
import { storedUnits } from "./stored-units.js";

/** Largest file of weights. */
const mostBytes = 256 * 2 ** 20;

/** A model as its files have it. */
export interface ModelFiles {
  readonly network: FoundNetwork;
  /** What the files say of it: the metadata of the weights, then the config. */
  readonly said: ModelFacts;
  /** What the config did; nothing where there is none. */
  readonly config: ConfigUse | undefined;
  /** Of the file that it has learned, where it was centred and scaled for that. */
  readonly units: Units | undefined;
}

/** @throws DataError from the readers, naming what is wrong with which file */
export const readModelFiles = async (weights: File, config: File | undefined): Promise<ModelFiles> => {
  if (weights.size > mostBytes)
    throw new DataError(
      `yourModel: weights may take ${mostBytes / 2 ** 20} MiB, got ${(weights.size / 2 ** 20).toFixed(1)}. Choose a smaller model.`,
    );
  const { tensors, metadata } = readSafetensors(new Uint8Array(await weights.arrayBuffer()));
  const network = networkOf(tensors);
  const own = factsOf(metadata);
  const units = storedUnits(metadata, network.dim);
  const told = config && configFacts(new Uint8Array(await config.slice(0, 2 ** 20).arrayBuffer()));
  checkClasses(network, { ...told, ...own });
  return {
    network,
    ...(told ? joinedFacts(own, told, network.classes) : { said: own, config: undefined }),
    units,
  };
};

/** What a network is told beside a point and its time must be kinds by what its files say: another condition looks the same. */
const checkClasses = ({ classes }: FoundNetwork, said: ModelFacts): void => {
  if (said.classes !== undefined && said.classes !== classes)
    throw new DataError(
      `yourModel: classes must be as many as the network is told, ${classes}, got ${said.classes}. Choose weights and words of one model.`,
    );
  if (classes > 0 && said.classes === undefined && !said.hasLabels)
    throw new DataError(
      `yourModel: what a network is told after a point and its time must be kinds by its files, got ${classes} numbers that no file explains. Add the config.yaml of a run with labels, or choose weights that were trained without conditions.`,
    );
};

/** The kind of data that is looked at; nothing where it is all of them. */
export const guidanceIn = (
  { classes }: FoundNetwork,
  { kind, guidance }: UseSettings,
): Guidance | undefined => guidanceOf(kind, guidance, classes);

/** The model with its weights, and how it is looked at. */
export const lookedOf = (
  { network, said }: ModelFiles,
  use: UseSettings,
  backend: TensorBackend,
  signal: AbortSignal,
): Looked => {
  const { dim, hidden, layers, classes, params } = network;
  const { activation, path, source } = { ...use, ...said };
  const velocity = velocityField({ dim, hidden, layers, activation, conditionDim: classes }).with(params);
  const model = velocityOfKind(velocity, classes, guidanceIn(network, use), dim);
  const base = dim === 2 ? sourceOf[source]() : standardNormal([dim]);
  const { interval } = pathOf[path]().schedule;
  const [t1, t0] = interval;
  const solver = solverOf(use.solver, use.solverSteps);
  return {
    model,
    base,
    process: flowMatching({ field: model, base, solver, backend, t0, t1 }).bind(),
    backend,
    interval,
    step: said.step ?? 0,
    signal,
    noise: key(use.seed),
  };
};
