import { moons } from "@nami/datasets";
import { gaussianMixture } from "@nami/distributions";
import { velocityField } from "@nami/models";
import { key, mul, normal, onHost, rademacher, type Tensor, treeMap, uniform } from "@nami/tensor-backend";
import { namedLeaves, writeSafetensors } from "@nami/training";
import type { NetworkSize, Task } from "./task.js";

/** Rows of training data. */
const dataRows = 10_000;

/** Weights 1.5 times the usual ones bend the field, so that a formula that differs shows in its results. */
const gain = 1.5;

/**
 * What every contender of a task reads, as one safetensors file of float32: weights `layers.I.weight [in, out]` and
 * `layers.I.bias`, and what the task needs beside them.
 */
export async function inputsOf(task: Task): Promise<Uint8Array> {
  const tensors = new Map<string, Tensor>();
  if (task.kind !== "matrix-product") {
    const { dim, conditionDim } = task.network;
    const weights = velocityField(task.network).init(key(1));
    for (const [name, x] of namedLeaves(treeMap((x) => mul(x, gain), weights))) tensors.set(name, x);
    const draw = key(2);
    if (task.kind === "train") {
      tensors.set("data", dataOf(task.network, dataRows));
      tensors.set("source", normal(draw, [task.batch, dim]));
      tensors.set("time", uniform(key(3), [task.batch, 1]));
      if (conditionDim > 0) tensors.set("condition", normal(key(4), [dataRows, conditionDim]));
    } else if (task.kind === "sample") tensors.set("noise", normal(draw, [task.checked, dim]));
    else {
      tensors.set("points", dataOf(task.network, task.rows));
      if (task.kind === "log-density" && task.divergence === "hutchinson")
        tensors.set("probe", rademacher(key(5), [task.rows, task.network.dim]));
    }
  }
  const stored = [...tensors].map(async ([name, x]) => {
    const { dtype, shape } = x;
    return [name, { dtype, shape, values: await onHost(x).data() }] as const;
  });
  return writeSafetensors(new Map(await Promise.all(stored)));
}

/** Two moons in the plane, the mixture of the visual introduction on the line, a normal in more dimensions. */
function dataOf({ dim }: NetworkSize, rows: number): Tensor {
  const options = { key: key(0) };
  if (dim === 2) return moons({ noise: 0.05 }).sample(rows, options);
  if (dim > 2) return normal(options.key, [rows, dim]);
  const mixture = { weights: [0.55, 0.45], means: [[-0.85], [1.5]], variances: [0.65 ** 2, 0.25 ** 2] };
  return gaussianMixture(mixture).sample([rows], options);
}
