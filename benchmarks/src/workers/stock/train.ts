import * as tf from "@tensorflow/tfjs-core";
import { stepsOfTraining, type TaskOf } from "../../tasks/task.js";
import type { Prepared, Tensors } from "../serve.js";
import { matrix, stored, velocityOf } from "./network.js";

/** Steps before results are compared. */
const checkedSteps = 10;

/** Training by `minimize`. */
export async function train({ network, batch }: TaskOf<"train">, inputs: Tensors): Promise<Prepared> {
  const velocity = await velocityOf(network, inputs);
  const data = matrix(inputs, "data");
  const conditions = network.conditionDim > 0 ? [matrix(inputs, "condition")] : [];
  const lossOf = (
    target: tf.Tensor2D,
    source: tf.Tensor2D,
    t: tf.Tensor2D,
    own: tf.Tensor2D[],
  ): tf.Scalar => {
    const xt = tf.add(tf.mul(tf.sub(1, t), target), tf.mul(t, source)) as tf.Tensor2D;
    const error = tf.sub(velocity(xt, t, ...own), tf.sub(source, target));
    return tf.mean(tf.square(error)) as tf.Scalar;
  };
  const step = (adam: tf.Optimizer, loss: () => tf.Scalar): tf.Scalar =>
    tf.tidy(() => {
      const cost = adam.minimize(loss, true);
      if (!cost) throw new Error("stock: minimize must give the cost, got none.");
      return cost;
    });
  const adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  const drawn = (): tf.Scalar => {
    const rows = tf.randomUniform([batch], 0, data.shape[0], "int32") as tf.Tensor1D;
    const own = conditions.map((condition) => tf.gather(condition, rows));
    const source = tf.randomNormal([batch, network.dim]) as tf.Tensor2D;
    return lossOf(tf.gather(data, rows), source, tf.randomUniform([batch, 1]), own);
  };
  return {
    run: async () => {
      for (let i = 1; i <= stepsOfTraining; i++) {
        const loss = step(adam, drawn);
        if (i === stepsOfTraining) await loss.data();
        loss.dispose();
      }
    },
    // Trains on, as nothing else has begun yet.
    check: async () => {
      const [target, ...own] = [data, ...conditions].map((x) => tf.slice(x, 0, batch));
      const [source, t] = [matrix(inputs, "source"), matrix(inputs, "time")];
      const fresh = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
      const losses: number[] = [];
      for (let i = 0; i < checkedSteps; i++) {
        const loss = step(fresh, () => lossOf(target!, source, t, own));
        losses.push((await loss.data())[0]!);
        loss.dispose();
      }
      return new Map([
        ["losses", await stored(tf.tensor1d(losses))],
        ["velocity", await stored(tf.tidy(() => velocity(source, t, ...own)))],
      ]);
    },
  };
}
