import { type Array as JaxArray, jit, nn, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import type { StoredTensor } from "@nami/training";
import { type NetworkSize, stepsOfTraining, type TaskOf } from "../../tasks/task.js";
import { type Prepared, required, type Tensors } from "../serve.js";

/** Weights and biases of the affine maps. */
type Weights = { weight: JaxArray; bias: JaxArray }[];

/** Weights with Adam's memory. */
type State = { weights: Weights; mean: Weights; square: Weights };

/** Steps before results are compared. */
const checkedSteps = 10;
const [rate, beta1, beta2, epsilon] = [1e-3, 0.9, 0.999, 1e-8];

const activations: Readonly<Record<NetworkSize["activation"], (x: JaxArray) => JaxArray>> = {
  silu: nn.silu,
  gelu: (x) => nn.gelu(x, { approximate: false }),
};

/** An array of the inputs. */
function array(inputs: Tensors, name: string): JaxArray {
  const { values, shape } = required(inputs, name);
  return np.array(values as Float32Array<ArrayBuffer>).reshape([...shape]);
}

/** Training with the whole step under one jit. Every use of an array but its last is through `.ref`. */
export async function train({ network, batch }: TaskOf<"train">, inputs: Tensors): Promise<Prepared> {
  const { dim, conditionDim, layers, activation } = network;
  const velocity = (weights: Weights, parts: JaxArray[]): JaxArray =>
    weights.reduce(
      (h, { weight, bias }, i) => np.matmul(i === 0 ? h : activations[activation](h), weight).add(bias),
      np.concatenate(parts, 1),
    );
  const lossOf = (
    weights: Weights,
    target: JaxArray,
    source: JaxArray,
    t: JaxArray,
    own: JaxArray[],
  ): JaxArray => {
    const ut = source.ref.sub(target.ref);
    const xt = target.mul(np.subtract(1, t.ref)).add(source.mul(t.ref));
    return np.mean(np.square(velocity(weights, [xt, t, ...own]).sub(ut)));
  };
  const update = (
    { weights, mean, square }: State,
    corrections: JaxArray,
    batchOf: [target: JaxArray, source: JaxArray, t: JaxArray, own: JaxArray[]],
  ): { loss: JaxArray; state: State } => {
    const [loss, gradient] = valueAndGrad(lossOf)(tree.ref(weights), ...batchOf);
    const [first, second] = np.split(corrections, 2) as [JaxArray, JaxArray];
    const nextMean = tree.map(
      (m: JaxArray, g: JaxArray) => m.mul(beta1).add(g.mul(1 - beta1)),
      mean,
      tree.ref(gradient),
    ) as Weights;
    const nextSquare = tree.map(
      (v: JaxArray, g: JaxArray) => v.mul(beta2).add(np.square(g).mul(1 - beta2)),
      square,
      gradient,
    ) as Weights;
    const moved = tree.map(
      (w: JaxArray, m: JaxArray, v: JaxArray) =>
        w.sub(
          m
            .mul(first.ref)
            .div(np.sqrt(v.mul(second.ref)).add(epsilon))
            .mul(rate),
        ),
      weights,
      tree.ref(nextMean),
      tree.ref(nextSquare),
    ) as Weights;
    first.dispose();
    second.dispose();
    return { loss, state: { weights: moved, mean: nextMean, square: nextSquare } };
  };
  const givenStep = jit(update);
  const drawnStep = jit((state: State, corrections: JaxArray, key: JaxArray, data: JaxArray[]) => {
    const [rowKey, sourceKey, timeKey] = np.split(random.split(key, 3), 3).map((k) => k.reshape([2]));
    const rows = random.randint(rowKey!, {
      minval: 0,
      maxval: required(inputs, "data").shape[0]!,
      shape: [batch],
    });
    const [target, ...own] = data.map((x) => np.take(x, rows.ref, 0));
    rows.dispose();
    const source = random.normal(sourceKey!, [batch, dim]);
    return update(state, corrections, [target!, source, random.uniform(timeKey!, [batch, 1]), own]);
  });
  const start = (): State => {
    const weights = Array.from({ length: layers + 1 }, (_, i) => ({
      weight: array(inputs, `layers.${i}.weight`),
      bias: array(inputs, `layers.${i}.bias`),
    }));
    const zeros = (): Weights => tree.map((x: JaxArray) => np.zerosLike(x), tree.ref(weights)) as Weights;
    return { mean: zeros(), square: zeros(), weights };
  };
  const correctionsAt = (step: number): JaxArray =>
    np.array([1 / (1 - beta1 ** step), 1 / (1 - beta2 ** step)]);
  const data = [array(inputs, "data"), ...(conditionDim > 0 ? [array(inputs, "condition")] : [])];
  let state = start();
  let step = 0;
  return {
    run: async () => {
      for (let i = 1; i <= stepsOfTraining; i++) {
        step++;
        const next = drawnStep(state, correctionsAt(step), random.key(step), tree.ref(data));
        state = next.state;
        if (i === stepsOfTraining) await next.loss.data();
        else next.loss.dispose();
      }
    },
    check: async () => {
      const [target, ...own] = data.map((x) => x.ref.slice([0, batch]));
      const [source, time] = [array(inputs, "source"), array(inputs, "time")];
      const losses: number[] = [];
      let checked = start();
      for (let i = 1; i <= checkedSteps; i++) {
        const given = tree.ref([target!, source, time, own]) as [JaxArray, JaxArray, JaxArray, JaxArray[]];
        const next = givenStep(checked, correctionsAt(i), given);
        checked = next.state;
        losses.push((await next.loss.data())[0]!);
      }
      const at = velocity(checked.weights, [source, time, ...own]);
      return new Map<string, StoredTensor>([
        ["losses", { dtype: "float32", shape: [losses.length], values: Float32Array.from(losses) }],
        ["velocity", { dtype: "float32", shape: at.shape, values: (await at.data()) as Float32Array }],
      ]);
    },
  };
}
