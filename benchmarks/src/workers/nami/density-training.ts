import { standardNormal } from "@nami/distributions";
import { exactDivergence, logDensityDynamics } from "@nami/divergence";
import { velocityField } from "@nami/models";
import type { MlpParams } from "@nami/networks";
import { rk4, solve } from "@nami/solvers";
import {
  add,
  compile,
  graphSpace,
  mean,
  reshape,
  type Tensor,
  type TensorBackend,
  toDevice,
  treeDispose,
  valueAndGrad,
  zeros,
} from "@nami/tensor-backend";
import { namedLeaves } from "@nami/training";
import type { TaskOf } from "../../tasks/task.js";
import type { Prepared, Tensors } from "../serve.js";
import { input, paramsOf, stored } from "./inputs.js";

/** The gradient of a mean log-density, with the solve as part of the formula. */
export const densityTraining =
  (backend: TensorBackend) =>
  async ({ network, rows, steps }: TaskOf<"density-training">, inputs: Tensors): Promise<Prepared> => {
    const field = velocityField(network);
    const base = standardNormal([network.dim]);
    const meanLogDensity = (params: MlpParams, points: Tensor): Tensor => {
      const dynamics = logDensityDynamics(field.with(params), { estimator: exactDivergence(), eventNdim: 1 });
      const start = { x: points, logDensity: zeros([rows, 1]) };
      const { y } = solve((state, t: Tensor) => dynamics(state, t), start, {
        t0: 0,
        t1: 1,
        method: rk4({ steps }),
        space: graphSpace<typeof start>(),
      });
      return mean(add(base.logProb(y.x), reshape(y.logDensity, [rows])));
    };
    const step = compile(
      (params: MlpParams, points: Tensor) =>
        valueAndGrad((p: MlpParams) => meanLogDensity(p, points))(params),
      { backend },
    );
    const given = await toDevice(
      { params: paramsOf(inputs, network), points: input(inputs, "points") },
      { backend },
    );
    const gradient = (): Promise<[Tensor, MlpParams]> => step(given.params, given.points);
    return {
      run: async () => {
        const results = await gradient();
        await results[0].data();
        treeDispose(results);
      },
      check: async () => {
        const [value, gradients] = await gradient();
        return stored({ value: value, ...Object.fromEntries(namedLeaves(gradients)) });
      },
    };
  };
