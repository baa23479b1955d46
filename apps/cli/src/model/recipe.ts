import { type Distribution, standardNormal } from "@nami/distributions";
import { type BoundModel, type Field, type FlowProcess, flowMatching, velocityField } from "@nami/models";
import type { MlpParams } from "@nami/networks";
import { cosinePath, linearPath, type Path } from "@nami/paths";
import { dopri5, euler, heun, midpoint, type OdeMethod, rk4 } from "@nami/solvers";
import type { TensorBackend } from "@nami/tensor-backend";
import { adam, type Optimizer, sgd } from "@nami/training";
import type { Config, OptimizerConfig, SolverConfig } from "../config/config.js";

/** The parts of a flow that a config describes. */
export interface Recipe {
  readonly field: Field<MlpParams>;
  readonly base: Distribution;
  readonly path: Path;
  readonly solver: OdeMethod;
}

/** The method of a solver config. */
export const solverOf = (config: SolverConfig): OdeMethod => {
  if (config.method === "dopri5") return dopri5({ rtol: config.rtol, atol: config.atol });
  const { steps } = config;
  return { euler, midpoint, heun, rk4 }[config.method]({ steps });
};

/** The optimizer of a config; what it leaves out has the optimizer's own default. */
export const optimizerOf = (config: OptimizerConfig): Optimizer => {
  if (config.name === "sgd") {
    const { learningRate, momentum = 0 } = config;
    return sgd({ learningRate, momentum });
  }
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = config;
  return adam({ learningRate, beta1, beta2, epsilon });
};

/**
 * The parts of a flow.
 *
 * @param dim coordinates of a point, from the data
 */
export const recipeOf = (config: Config, dim: number): Recipe => ({
  field: velocityField({ dim, ...config.field }),
  base: standardNormal([dim]),
  path: config.path === "linear" ? linearPath() : cosinePath(),
  solver: solverOf(config.solver),
});

/** The process of a trained model. */
export const processOf = (
  { base, solver }: Pick<Recipe, "base" | "solver">,
  model: BoundModel,
  backend: TensorBackend,
): FlowProcess => flowMatching({ field: model, base, solver, backend }).bind();
