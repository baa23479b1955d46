import { type GaussianMixture, gaussianMixture } from "@nami/distributions";
import {
  type ConditionalLoss,
  convertPrediction,
  denoisingLoss,
  fmLoss,
  type Model,
  noisePredictor,
  velocityField,
} from "@nami/models";
import {
  cosinePath,
  linearPath,
  lipmanPath,
  optimalTransportCoupling,
  type Path,
  polynomialPath,
  sinkhornCoupling,
  stableCoupling,
  stratifiedTimes,
  vpPath,
} from "@nami/paths";
import { dopri5, euler, heun, midpoint, type OdeMethod, rk4 } from "@nami/solvers";
import { adam, adamw, lion, type Optimizer, type PairingRule, sgd, warmup } from "@nami/training";
import type { Guidance } from "../session/kinds.js";
import type {
  CouplingName,
  OptimizerName,
  PathName,
  SolverName,
  SourceName,
  TrainingSettings,
} from "../session/settings.js";
import { velocityOfKind, withKinds } from "./kinds.js";

const ring = Array.from({ length: 8 }, (_, k) => [
  2 * Math.cos((k * Math.PI) / 4),
  2 * Math.sin((k * Math.PI) / 4),
]);

/** Where the flow starts: mixtures all of them, so that the exact field is known with each. */
export const sourceOf: Readonly<Record<SourceName, () => GaussianMixture>> = {
  normal: () => gaussianMixture({ weights: [1], means: [[0, 0]], variances: [1] }),
  wide: () => gaussianMixture({ weights: [1], means: [[0, 0]], variances: [4] }),
  ring: () => gaussianMixture({ weights: ring.map(() => 1), means: ring, variances: ring.map(() => 0.09) }),
};

/** How many components each has. */
export const sourceComponents: Readonly<Record<SourceName, number>> = { normal: 1, wide: 1, ring: 8 };

export const pathOf: Readonly<Record<PathName, () => Path>> = {
  linear: linearPath,
  cosine: cosinePath,
  vp: vpPath,
  lipman: () => lipmanPath({ sigmaMin: 0.05 }),
  polynomial: polynomialPath,
};

/** Nothing for independent pairs: the loss draws sources itself, within the compiled step. */
export const couplingOf: Readonly<Record<CouplingName, () => PairingRule | undefined>> = {
  independent: () => undefined,
  optimalTransport: optimalTransportCoupling,
  sinkhorn: () => sinkhornCoupling({ regularization: 0.05 }),
  stable: stableCoupling,
};

const optimizers: Readonly<
  Record<OptimizerName, (options: { readonly learningRate: ReturnType<typeof warmup> }) => Optimizer>
> = {
  adam,
  adamw,
  lion,
  sgd: (options) => sgd({ ...options, momentum: 0.9 }),
};

/** The first steps of a fresh network are small, so that a large step size does no harm. */
export const optimizerOf = (name: OptimizerName, learningRate: number): Optimizer =>
  optimizers[name]({ learningRate: warmup({ steps: 20, learningRate }) });

/** @param steps of the methods with even steps */
export const solverOf = (name: Exclude<SolverName, "eulerMaruyama">, steps: number): OdeMethod =>
  name === "dopri5" ? dopri5({ rtol: 1e-4, atol: 1e-4 }) : { euler, midpoint, heun, rk4 }[name]({ steps });

/** The parts of a run. */
export const recipeOf = ({
  source,
  path: pathName,
  coupling: couplingName,
  predicts,
  hidden,
  layers,
  activation,
  optimizer,
  learningRate,
  classes = 0,
}: TrainingSettings) => {
  const path = pathOf[pathName]();
  const coupling = couplingOf[couplingName]();
  const { schedule } = path;
  const times = stratifiedTimes({ interval: schedule.interval });
  const network = { dim: 2, hidden, layers, activation, conditionDim: classes };
  const flows = predicts === "velocity";
  const loss: ConditionalLoss<Model> = (model, target, from, options) =>
    flows
      ? fmLoss(model, target, from, { ...options, path, times })
      : denoisingLoss(model, target, from, { ...options, schedule, times });
  return {
    path,
    base: sourceOf[source](),
    field: flows ? velocityField(network) : noisePredictor(network),
    optimizer: optimizerOf(optimizer, learningRate),
    loss: classes > 0 ? withKinds(loss, classes) : loss,
    classes,
    /** The velocity of a model, whatever it predicts, and of one kind of data where that is asked for. */
    velocityOf: (model: Model, guidance?: Guidance): Model =>
      velocityOfKind(
        flows
          ? model
          : (x, t, condition) =>
              convertPrediction(model(x, t, condition), { from: "noise", to: "velocity", x, t, schedule }),
        classes,
        guidance,
      ),
    /** Times between which its velocity is sound. */
    interval: flows ? schedule.interval : innerInterval(schedule),
    ...(coupling && { coupling }),
  };
};

/**
 * The times of a schedule without its ends, where velocity and noise do not follow from each other: from the time at which
 * σ/α is 80, if it ever is, nearly to the data.
 */
export const innerInterval = ({
  interval: [start, end],
  alpha,
  sigma,
  timeOfLogSnr,
}: Path["schedule"]): readonly [data: number, noise: number] => [
  start + 1e-3 * (end - start),
  sigma(end) / alpha(end) > 80 ? timeOfLogSnr(-2 * Math.log(80)) : end,
];

export type Recipe = ReturnType<typeof recipeOf>;

/** The parts of a recipe that a trainer takes. */
export const trainedParts = ({ field, loss, optimizer, base, coupling }: Recipe) => ({
  field,
  loss,
  optimizer,
  base,
  ...(coupling && { coupling }),
});
