import {
  fieldStats,
  reversibilityError,
  type SetDistance,
  type Statistics,
  wasserstein2,
} from "@nami/diagnostics";
import { rk4 } from "@nami/solvers";
import {
  compile,
  fromHost,
  type Key,
  key as makeKey,
  split,
  type Tensor,
  uniform,
} from "@nami/tensor-backend";
import type { TrainedModel } from "../model/trained-model.js";
import type { Stage } from "../stage.js";
import { evaluationPoints, type HeldAgainst } from "./summary.js";

/** What `nami evaluate` measures beside the summary. */
export interface Evaluation {
  /** Mean loss on fresh points. */
  readonly loss: number;
  readonly lossStandardError: number;
  /** Between samples and data, at `points` each, with what two sets of data would measure where data can be drawn. */
  readonly wasserstein: SetDistance;
  readonly wassersteinPoints: number;
  /** Of ‖v(x, t)‖ at data, with t uniform. */
  readonly field: Statistics;
  /** Distance of noise from itself after RK4(50) to the data and back. */
  readonly reversibility: { readonly mean: number; readonly max: number };
}

/** Rows of a loss batch, and how many. */
const [lossRows, lossBatches] = [2048, 16];
/** Points of a distance: an assignment of so many takes about a second. */
const distancePoints = 1000;

const rowsOf = (values: Float32Array, first: number, count: number, dim: number): Tensor =>
  fromHost(values.slice(first * dim, (first + count) * dim), [count, dim], "float32");

const lossOn = async (
  { prediction, recipe, backend }: TrainedModel,
  values: Float32Array,
  dim: number,
  key: Key,
): Promise<{ readonly loss: number; readonly lossStandardError: number }> => {
  const batch = compile(
    (target: Tensor, one: Key) => recipe.loss(prediction, target, recipe.base, { key: one }),
    { backend },
  );
  const rows = Math.min(lossRows, values.length / dim);
  const losses: number[] = [];
  for (const [i, one] of split(key, lossBatches).entries()) {
    const first = (i * rows) % Math.max(1, values.length / dim - rows + 1);
    const loss = await batch(rowsOf(values, first, rows, dim), one);
    losses.push(await loss.item());
    loss.dispose();
  }
  batch.dispose();
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
  return { loss: mean, lossStandardError: Math.sqrt(squares / (losses.length * (losses.length - 1))) };
};

/**
 * Measures a trained model against data.
 *
 * @param rows points to hold it against, in place of fresh ones
 */
export const evaluateModel = async (
  trained: TrainedModel,
  data: HeldAgainst,
  { key, stage, rows }: { readonly key: Key; readonly stage: Stage; readonly rows?: Tensor | undefined },
): Promise<Evaluation> => {
  const { model, process, backend, recipe } = trained;
  const { dim, toy } = data;
  const [dataKey, lossKey, timeKey, floorKey] = split(key, 4);
  const values = rows
    ? Float32Array.from(await rows.data())
    : await evaluationPoints(data, dataKey, lossRows * lossBatches);
  const count = Math.min(distancePoints, values.length / dim);
  const target = rowsOf(values, 0, count, dim);
  const { loss, lossStandardError } = await stage("loss", () => lossOn(trained, values, dim, lossKey));
  const wasserstein = await stage("Wasserstein distance", async () => {
    const samples = await process.sample([count], { key: makeKey(0) });
    const floor = toy && { sample: toy.sample, key: floorKey, repeats: 5, backend };
    return wasserstein2(samples, target, floor && { floor });
  });
  const field = await stage("field", async () => {
    const t = uniform(timeKey, [count], { low: recipe.t1, high: recipe.t0 });
    return fieldStats(model, target, t, { backend });
  });
  const reversibility = await stage("reversibility", async () => {
    const x = recipe.prior.sample([Math.min(500, count)], { key: makeKey(1) });
    const { mean, max } = await reversibilityError(model, {
      solver: rk4({ steps: 50 }),
      x,
      t0: recipe.t0,
      t1: recipe.t1,
      backend,
    });
    return { mean, max };
  });
  return { loss, lossStandardError, wasserstein, wassersteinPoints: count, field, reversibility };
};

/** Lines of an evaluation, for people. */
export const evaluationRows = ({
  loss,
  lossStandardError,
  wasserstein,
  wassersteinPoints,
  field,
  reversibility,
}: Evaluation): readonly (readonly [name: string, value: string, aim: string])[] => {
  const { samplingFloor } = wasserstein;
  const floor =
    samplingFloor === undefined
      ? ""
      : `data against data ${samplingFloor.distance.toFixed(4)} ± ${samplingFloor.std.toFixed(4)}`;
  return [
    ["loss on fresh points", loss.toFixed(4), `± ${lossStandardError.toFixed(4)}`],
    [`W₂ between ${wassersteinPoints} samples and data`, wasserstein.distance.toFixed(4), floor],
    [
      "speed ‖v‖ at data",
      field.mean.toFixed(4),
      `± ${field.std.toFixed(4)}, from ${field.min.toFixed(3)} to ${field.max.toFixed(3)}`,
    ],
    [
      "reversibility error, RK4(50)",
      reversibility.mean.toExponential(2),
      `at most ${reversibility.max.toExponential(2)}`,
    ],
  ];
};
