import { standardNormal } from "@nami/distributions";
import { exactDivergence, hutchinsonDivergence } from "@nami/divergence";
import { flowMatching } from "@nami/models";
import { rk4 } from "@nami/solvers";
import { foldIn, type Key, key, type Tensor, type TensorBackend } from "@nami/tensor-backend";
import { probeKey } from "../../tasks/inputs.js";
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
    const divergence = name === "exact" ? exactDivergence() : hutchinsonDivergence();
    const logProb = (k: Key): Promise<Tensor> => flow.logProb(points, { divergence, key: k });
    let calls = 0;
    return {
      run: async () => (await logProb(foldIn(key(1), calls++))).data(),
      check: async () => stored({ log_density: await logProb(probeKey) }),
    };
  };
