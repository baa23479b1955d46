/**
 * Heap and live device data over training steps, through the trainer and through a loop of one's own:
 * heap BACKEND STEPS BATCH, under `node --expose-gc`. Prints one line of JSON.
 *
 * As many steps go before those that count: until then the heap grows by the code that V8 compiles step by step (heap
 * snapshots 4,000 steps apart differ by that code and by 280 bytes of objects).
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

const [name = "", ...sizes] = process.argv.slice(2);
const [steps, batchSize] = sizes.map(Number) as [number, number];
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

/** Least-squares slope of heap over steps. */
const slope = (readings: readonly Reading[]): number => {
  const mean = (of: (r: Reading) => number): number =>
    readings.reduce((sum, r) => sum + of(r), 0) / readings.length;
  const [x, y] = [mean((r) => r.step), mean((r) => r.heap)];
  return mean((r) => (r.step - x) * (r.heap - y)) / mean((r) => (r.step - x) ** 2);
};
const warmUp = steps;
const total = warmUp + steps;
const counts = (step: number): boolean => step >= warmUp && step % (steps / 25) === 0;

async function throughTrainer(): Promise<Reading[]> {
  const training = trainer({ field, loss: fmLoss, optimizer, data: points, base, batchSize, backend });
  const readings: Reading[] = [];
  for await (const { step } of training.fit({ key: key(1), steps: total }))
    if (counts(step)) readings.push(await read(step));
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
  for (let step = 1; step <= total; step++) {
    const result = await update(state, foldIn(key(1), step), step);
    state = result.state;
    result.loss.dispose();
    if (counts(step)) readings.push(await read(step));
  }
  return readings;
}

const mostOutside = (readings: readonly Reading[]): number => Math.max(...readings.map((r) => r.external));
const summary = (readings: readonly Reading[], half = readings.length >> 1): Record<string, unknown> => ({
  bytesPerStep: slope(readings),
  dataIds: [...new Set(readings.map((r) => r.dataIds))],
  externalGrowth: mostOutside(readings.slice(half)) - mostOutside(readings.slice(0, half)),
});
console.log(
  JSON.stringify({ trainer: summary(await throughTrainer()), ownLoop: summary(await throughOwnLoop()) }),
);
process.exit(0);
