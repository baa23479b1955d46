/**
 * Heap and live device data over training steps, through the trainer and through a loop of one's own:
 * heap BACKEND STEPS BATCH, under `node --expose-gc`. Prints one line of JSON.
 */
import type { TfjsBackend } from "@nami/backend-tfjs";
import { moons } from "@nami/datasets";
import { standardNormal } from "@nami/distributions";
import { fmLoss, velocityField } from "@nami/models";
import {
  add,
  compile,
  foldIn,
  type Key,
  key,
  onHost,
  type Tensor,
  tensor,
  treeMap,
  valueAndGrad,
} from "@nami/tensor-backend";
import { adam, trainer } from "@nami/training";
import { backendOf } from "../backends.js";

const [name = "", ...counts] = process.argv.slice(2);
const [steps, batchSize] = counts.map(Number) as [number, number];
const backend = backendOf(name);
const field = velocityField({ dim: 2, hidden: 128 });
const points = onHost(moons({ noise: 0.05 }).sample(10_000, { key: key(0) }));
const optimizer = adam({ learningRate: 1e-3 });
const base = standardNormal([2]);

interface Reading {
  step: number;
  heap: number;
  /** Live device data, on TF.js. */
  dataIds: number | undefined;
  external: number;
}
const collect = (globalThis as { gc?: () => void }).gc;
if (!collect) throw new Error("heap: run node with --expose-gc.");
const read = async (step: number): Promise<Reading> => {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    collect();
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  const dataIds = "numDataIds" in backend ? (backend as TfjsBackend).numDataIds() : undefined;
  return { step, heap: heapUsed, external: external + arrayBuffers, dataIds };
};

/** Least-squares slope of heap over steps, after the first fifth. */
const slope = (readings: readonly Reading[]): number => {
  const late = readings.filter(({ step }) => step >= steps / 5);
  const mean = (of: (r: Reading) => number): number => late.reduce((sum, r) => sum + of(r), 0) / late.length;
  const [x, y] = [mean((r) => r.step), mean((r) => r.heap)];
  return mean((r) => (r.step - x) * (r.heap - y)) / mean((r) => (r.step - x) ** 2);
};
const every = steps / 25;

async function throughTrainer(): Promise<Reading[]> {
  const training = trainer({ field, loss: fmLoss, optimizer, data: points, base, batchSize, backend });
  const readings: Reading[] = [];
  for await (const { step } of training.fit({ key: key(1), steps }))
    if (step % every === 0) readings.push(await read(step));
  await training.dispose();
  return readings;
}

async function throughOwnLoop(): Promise<Reading[]> {
  type Params = ReturnType<typeof field.init>;
  const params = field.init(key(0));
  const batch = (await points.data()).slice(0, batchSize * 2) as Float32Array;
  const target = tensor(batch, [batchSize, 2]);
  const update = compile(
    (state: { params: Params; optimizer: ReturnType<typeof optimizer.init> }, k: Key, step: Tensor) => {
      const [loss, gradients] = valueAndGrad((p: Params) => fmLoss(field.with(p), target, base, { key: k }))(
        state.params,
      );
      const [updates, next] = optimizer.update(gradients, state.optimizer, state.params, step);
      return {
        loss,
        state: { params: treeMap(add, state.params, updates), optimizer: next },
      };
    },
    { backend, donate: [0] },
  );
  let state = { params, optimizer: optimizer.init(params) };
  const readings: Reading[] = [];
  for (let step = 1; step <= steps; step++) {
    const result = await update(state, foldIn(key(1), step), step);
    state = result.state;
    result.loss.dispose();
    if (step % every === 0) readings.push(await read(step));
  }
  return readings;
}

const summary = (readings: readonly Reading[]): Record<string, unknown> => ({
  bytesPerStep: slope(readings),
  dataIds: [...new Set(readings.filter(({ step }) => step >= steps / 5).map((r) => r.dataIds))],
  externalGrowth: readings.at(-1)!.external - readings.find(({ step }) => step >= steps / 5)!.external,
});
console.log(
  JSON.stringify({ trainer: summary(await throughTrainer()), ownLoop: summary(await throughOwnLoop()) }),
);
process.exit(0);
