import { standardNormal } from "@nami/distributions";
import { type DivergenceEstimator, exactDivergence, hutchinsonDivergence } from "@nami/divergence";
import { flowMatching } from "@nami/models";
import { rk4 } from "@nami/solvers";
import { foldIn, key, reshape, slice, type Tensor, type TensorBackend } from "@nami/tensor-backend";
import type { TaskOf } from "../../tasks/task.js";
import type { Prepared, Tensors } from "../serve.js";
import { input, modelOf, stored } from "./inputs.js";

/** Log-densities by RK4, with either divergence. */
export const logDensity =
  (backend: TensorBackend) =>
  async ({ network, steps, divergence: name }: TaskOf<"log-density">, inputs: Tensors): Promise<Prepared> => {
    const flow = flowMatching({
      field: modelOf(inputs, network),
      base: standardNormal([network.dim]),
      solver: rk4({ steps }),
      backend,
    }).bind();
    const points = input(inputs, "points");
    const exact = name === "exact";
    const divergence = exact ? exactDivergence() : hutchinsonDivergence();
    const compared = exact ? divergence : withProbe(divergence, input(inputs, "probe"));
    const logProb = (by: DivergenceEstimator, call: number): Promise<Tensor> =>
      flow.logProb(points, { divergence: by, key: foldIn(key(1), call) });
    let calls = 0;
    return {
      run: async () => (await logProb(divergence, calls++)).data(),
      check: async () => stored({ log_density: await logProb(compared, 0) }),
    };
  };

/** An estimator whose one probe of each point is given, `[rows, dim]`, and not drawn. */
const withProbe = (estimator: DivergenceEstimator, probe: Tensor): DivergenceEstimator => ({
  ...estimator,
  drawProbes: (_key, [rows = 0, dim = 0], { firstRow = 0 } = {}) =>
    reshape(slice(probe, [firstRow], [rows]), [rows, 1, dim]),
});
