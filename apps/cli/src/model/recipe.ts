import { type Field, velocityField } from "@nami/models";
import type { MlpParams } from "@nami/networks";
import {
  type Coupling,
  cosinePath,
  linearPath,
  lipmanPath,
  optimalTransportCoupling,
  type Path,
  polynomialPath,
  sinkhornCoupling,
  stableCoupling,
} from "@nami/paths";
import { dopri5, euler, heun, midpoint, type OdeMethod, rk4 } from "@nami/solvers";
import {
  adam,
  adamw,
  cosineDecay,
  lion,
  type Optimizer,
  type RateSchedule,
  sgd,
  stepDecay,
  warmup,
} from "@nami/training";
import type {
  Config,
  CouplingConfig,
  OptimizerConfig,
  PathConfig,
  RateConfig,
  SolverConfig,
} from "../config/config.js";
import { withLabels } from "./labelled-recipe.js";
import { type DataShape, namedProcess, type ProcessRecipe, processRecipe } from "./process-recipe.js";

/** The parts of a process that a config describes. */
export interface Recipe extends ProcessRecipe {
  readonly field: Field<MlpParams>;
  /** Of a flow. */
  readonly path: Path;
  readonly solver: OdeMethod;
}

/** The method of a solver config. */
export const solverOf = (config: SolverConfig): OdeMethod => {
  if (config.method === "dopri5") return dopri5({ rtol: config.rtol, atol: config.atol });
  const { steps } = config;
  return { euler, midpoint, heun, rk4 }[config.method]({ steps });
};

/** The step size of a config: after the warmup, a cosine ends with the last step of training. */
export const rateOf = (
  { learningRate, warmup: rise, decay }: RateConfig,
  steps: number,
): number | RateSchedule => {
  const falling = (): number | RateSchedule => {
    if (decay?.name === "step") {
      const { every, factor = 0.1 } = decay;
      return stepDecay({ learningRate, every, factor });
    }
    if (decay?.name !== "cosine") return learningRate;
    return cosineDecay({ learningRate, steps: Math.max(1, steps - (rise ?? 1)), final: decay.final ?? 0 });
  };
  return rise === undefined ? falling() : warmup({ steps: rise, learningRate: falling() });
};

/**
 * The optimizer of a config; what it leaves out has the optimizer's own default.
 *
 * @param steps of the training, which a decay of the step size may follow
 */
export const optimizerOf = (config: OptimizerConfig, steps: number): Optimizer => {
  const learningRate = rateOf(config, steps);
  switch (config.name) {
    case "sgd":
      return sgd({ learningRate, momentum: config.momentum ?? 0 });
    case "lion": {
      const { beta1 = 0.9, beta2 = 0.99, weightDecay = 0 } = config;
      return lion({ learningRate, beta1, beta2, weightDecay });
    }
    case "adamw": {
      const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = config;
      return adamw({ learningRate, beta1, beta2, epsilon, weightDecay });
    }
    default: {
      const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = config;
      return adam({ learningRate, beta1, beta2, epsilon });
    }
  }
};

/** The path of a config. */
export const pathOf = (choice: PathConfig): Path => {
  const config: Exclude<PathConfig, string> = typeof choice === "string" ? { name: choice } : choice;
  switch (config.name) {
    case "cosine":
      return cosinePath();
    case "lipman":
      return lipmanPath({ ...(config.sigmaMin !== undefined && { sigmaMin: config.sigmaMin }) });
    case "polynomial":
      return polynomialPath({ ...(config.power !== undefined && { power: config.power }) });
    default:
      return linearPath();
  }
};

/** The coupling of a config; none where noise and data are independent. */
export const couplingOf = (config: CouplingConfig): Coupling | undefined => {
  switch (config.name) {
    case "optimalTransport":
      return optimalTransportCoupling();
    case "stable":
      return stableCoupling();
    case "sinkhorn":
      return sinkhornCoupling({
        ...(config.regularization !== undefined && { regularization: config.regularization }),
      });
    default:
      return undefined;
  }
};

/** Whether a perfect model of a config has the exact velocity of its path. */
export const velocityIsKnown = ({ process, training: { coupling } }: Config): boolean =>
  namedProcess(process).name === "flow" && coupling.name === "independent";

/** Whether the loss of a config has the least value of independent pairs at even times. */
export const lossHasKnownOptimum = ({ process, training: { coupling, times } }: Config): boolean =>
  namedProcess(process).name === "flow" &&
  coupling.name === "independent" &&
  (times.name === "uniform" || times.name === "stratified");

/**
 * The parts of a process.
 *
 * @param shape of the data
 */
export const recipeOf = (config: Config, shape: DataShape): Recipe => {
  const path = pathOf(config.path);
  const { dim, classes = 0 } = shape;
  const process = processRecipe(config, path, shape);
  return {
    field: velocityField({ dim, conditionDim: classes, ...config.field }),
    path,
    solver: solverOf(config.solver),
    ...(classes > 0 ? withLabels(process, classes, config.training.dropLabel) : process),
  };
};
