import { standardNormal } from "@nami/distributions";
import { fmLoss, velocityField } from "@nami/models";
import {
  concat,
  evaluate,
  key,
  reshape,
  slice,
  type Tensor,
  type TensorBackend,
  tensor,
} from "@nami/tensor-backend";
import { adam, trainer } from "@nami/training";
import { stepsOfTraining, type TaskOf } from "../../tasks/task.js";
import type { Prepared, Tensors } from "../serve.js";
import { input, paramsOf, stored } from "./inputs.js";

/** Steps before results are compared. */
const checkedSteps = 10;

/** Training through the trainer, ten steps at a time. */
export const train =
  (backend: TensorBackend) =>
  async ({ network, batch }: TaskOf<"train">, inputs: Tensors): Promise<Prepared> => {
    const field = velocityField(network);
    const options = {
      field,
      optimizer: adam({ learningRate: 1e-3 }),
      base: standardNormal([network.dim]),
      batchSize: batch,
      params: paramsOf(inputs, network),
      backend,
    };
    const target = input(inputs, "data");
    const condition = network.conditionDim > 0 ? input(inputs, "condition") : undefined;
    const data = condition ? { target, condition } : target;
    const steps = trainer({ ...options, data, loss: fmLoss }).fit({
      key: key(1),
      steps: Number.MAX_SAFE_INTEGER,
      readEvery: stepsOfTraining,
    });
    return {
      run: async () => {
        for (let i = 0; i < stepsOfTraining; i++) await steps.next();
      },
      check: async () => {
        // Time, source and condition ride along as conditions, so that the trainer may reorder the rows.
        const first = (x: Tensor): Tensor => slice(x, [0], [batch]);
        const given = [
          input(inputs, "time"),
          input(inputs, "source"),
          ...(condition ? [first(condition)] : []),
        ];
        const rows = await evaluate({ target: first(target), condition: concat(given, 1) }, { backend });
        const split = (x: Tensor): { t: Tensor; source: Tensor; own: { condition?: Tensor } } => ({
          t: column(x, 0),
          source: columns(x, 1, network.dim),
          own: condition ? { condition: columns(x, 1 + network.dim, network.conditionDim) } : {},
        });
        const training = trainer({
          ...options,
          data: rows,
          loss: (model, target, _, { condition: riding }) => {
            const { t, source, own } = split(riding!);
            return fmLoss(model, target, source, { t, ...own });
          },
        });
        const losses: number[] = [];
        for await (const { loss } of training.fit({ key: key(2), steps: checkedSteps })) losses.push(loss);
        const model = field.with(await training.params());
        await training.dispose();
        const { t, source, own } = split(rows.condition);
        const velocity = await evaluate(model(source, t, own.condition), { backend });
        return stored({ losses: tensor(losses), velocity });
      },
    };
  };

const columns = (x: Tensor, from: number, count: number): Tensor => slice(x, [0, from], [-1, count]);
const column = (x: Tensor, at: number): Tensor => reshape(columns(x, at, 1), [x.shape[0]!]);
