import { DataError } from "@nami/errors";
import { type BoundModel, type FlowProcess, underCondition } from "@nami/models";
import type { MlpParams } from "@nami/networks";
import {
  type Key,
  key,
  showShape,
  split,
  type Tensor,
  type TensorBackend,
  tensor,
  treeLeaves,
  treeMap,
} from "@nami/tensor-backend";
import { loadCheckpoint, namedLeaves } from "@nami/training";
import { chooseBackend } from "../backends/choose.js";
import type { SolverConfig } from "../config/config.js";
import { type RunFacts, type RunFolder, readFacts } from "../run/run-folder.js";
import { withoutLabel } from "./labelled-recipe.js";
import { type Recipe, recipeOf, solverOf } from "./recipe.js";

/** A model from a run folder, ready to use. */
export interface TrainedModel {
  readonly recipe: Recipe;
  /** v(x, t) with the trained weights: their average, where one was kept. Of labelled data, without a label. */
  readonly model: BoundModel;
  /** The same for one label of the data, `[1, classes]`, exaggerated by a scale. */
  labelled(condition: Tensor, scale: number): BoundModel;
  /** What the network predicts with them: the velocity too, unless a diffusion says otherwise. */
  readonly prediction: BoundModel;
  readonly process: FlowProcess;
  /**
   * The same with half as many steps where the solver is RK4 (at least 30, or as many as the config has): for densities
   * that are averaged or drawn. With 50 for 100 no log-density of two moons moves by more than 1e-5.
   */
  readonly coarseProcess: FlowProcess;
  readonly backend: TensorBackend;
  readonly backendName: string;
  /** Steps of training behind it. */
  readonly step: number;
  readonly facts: RunFacts;
}

/** The keys of a run, each for one purpose, from its seed. */
export const runKeys = (
  seed: number,
): { readonly data: Key; readonly fit: Key; readonly points: Key; readonly evaluation: Key } => {
  const [data, fit, points, evaluation] = split(key(seed), 4);
  return { data, fit, points, evaluation };
};

/** Half the steps of RK4, where that leaves 30; methods of lower order need all of theirs. */
const coarser = (solver: SolverConfig): SolverConfig =>
  solver.method === "rk4"
    ? { ...solver, steps: Math.max(Math.min(30, solver.steps), Math.ceil(solver.steps / 2)) }
    : solver;

/** Weights in the structure of the field, which a checkpoint of other sizes does not have. */
const checked = (params: unknown, expected: MlpParams, folder: RunFolder): MlpParams => {
  const found = namedLeaves(params as MlpParams);
  for (const [name, { shape }] of namedLeaves(expected)) {
    const got = found.get(name)?.shape;
    if (got === undefined || got.join() !== shape.join())
      throw new DataError(
        `run: the checkpoint in ${folder.path} must hold ${name} of shape ${showShape(shape)}, got ${got ? showShape(got) : "none"}. Was config.yaml changed after training?`,
      );
  }
  return params as MlpParams;
};

/** Weights that a backend can compute with: those of a run in float64 are rounded where there is float32 alone. */
const fitting = async (weights: MlpParams, { dtypes }: TensorBackend): Promise<MlpParams> => {
  if (dtypes.has("float64")) return weights;
  const values = new Map(
    await Promise.all(treeLeaves(weights).map(async (leaf) => [leaf, await leaf.data()] as const)),
  );
  return treeMap((leaf) => tensor(values.get(leaf)!, leaf.shape), weights);
};

/**
 * The model of a run.
 *
 * @param options.backend a name to use in place of the one it was trained on
 * @param options.note takes a line about each damaged checkpoint whose place an older one took; the folder stays as it is
 * @throws DataError when the folder has no whole checkpoint, or not one of its config's model
 * @throws CapabilityError when the backend does not run here
 */
export const openModel = async (
  folder: RunFolder,
  {
    backend: name,
    note = () => {},
  }: { readonly backend?: string | undefined; readonly note?: (line: string) => void } = {},
): Promise<TrainedModel> => {
  const facts = readFacts(folder);
  const { params, ema, step } = await loadCheckpoint(folder.checkpoints, {
    quarantine: false,
    onDamage: ({ message }) => note(`note: ${message}`),
  });
  const recipe = recipeOf(folder.config, facts);
  const weights = checked(ema ?? params, recipe.field.init(key(0)), folder);
  const { backend, name: backendName } = await chooseBackend(name ?? facts.backend);
  const prediction = recipe.field.with(await fitting(weights, backend));
  const velocity = recipe.velocityOf(prediction);
  const model = facts.classes === undefined ? velocity : withoutLabel(velocity, facts.classes);
  const solver = solverOf(coarser(folder.config.solver));
  return {
    recipe,
    model,
    labelled: (condition, scale) => underCondition(velocity, condition, { scale }),
    prediction,
    process: recipe.bind(model, recipe.solver, backend),
    coarseProcess: recipe.bind(model, solver, backend),
    backend,
    backendName,
    step,
    facts,
  };
};
