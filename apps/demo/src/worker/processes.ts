import { diffusion, epsilonTimesWidth, type FlowProcess, flowMatching, type Model } from "@nami/models";
import { eulerMaruyama } from "@nami/solvers";
import type { TensorBackend } from "@nami/tensor-backend";
import type { ViewSettings } from "../session/settings.js";
import { innerInterval, type Recipe, solverOf } from "./recipe.js";

/**
 * How a model is sampled, and between which times: along dx = v dt, or with noise on the way along
 * dx = (v − ε s) dt + √(2ε) dW with ε = σ, which has the same marginals.
 *
 * @param parts.model its velocity
 */
export const samplingProcess = ({
  model,
  recipe: { base, interval, path },
  views: { solver, solverSteps: steps },
  backend,
}: {
  readonly model: Model;
  readonly recipe: Recipe;
  readonly views: Pick<ViewSettings, "solver" | "solverSteps">;
  readonly backend: TensorBackend;
}): { readonly process: FlowProcess; readonly interval: readonly [data: number, noise: number] } => {
  if (solver !== "eulerMaruyama") {
    const [t1, t0] = interval;
    const method = solverOf(solver, steps);
    return {
      interval,
      process: flowMatching({ field: model, base, solver: method, backend, t0, t1 }).bind(),
    };
  }
  const inner = innerInterval(path.schedule);
  const [t1, t0] = inner;
  const process = diffusion({
    field: model,
    schedule: path.schedule,
    predicts: "velocity",
    solver: eulerMaruyama({ steps }),
    epsilon: epsilonTimesWidth(1),
    base,
    backend,
    t0,
    t1,
  }).bind();
  return { interval: inner, process };
};
