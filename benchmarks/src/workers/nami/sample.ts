import { standardNormal } from "@nami/distributions";
import { flowMatching } from "@nami/models";
import { rk4 } from "@nami/solvers";
import { foldIn, key, type TensorBackend } from "@nami/tensor-backend";
import type { TaskOf } from "../../tasks/task.js";
import type { Prepared, Tensors } from "../serve.js";
import { input, modelOf, stored } from "./inputs.js";

/** Samples by RK4. */
export const sample =
  (backend: TensorBackend) =>
  async ({ network, rows, steps }: TaskOf<"sample">, inputs: Tensors): Promise<Prepared> => {
    const flow = flowMatching({
      field: modelOf(inputs, network),
      base: standardNormal([network.dim]),
      solver: rk4({ steps }),
      backend,
    }).bind();
    let calls = 0;
    return {
      run: async () => (await flow.sample([rows], { key: foldIn(key(1), calls++) })).data(),
      check: async () => stored({ samples: await flow.decode(input(inputs, "noise")) }),
    };
  };
