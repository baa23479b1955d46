import { DataError } from "@nami/errors";
import { rk4 } from "@nami/solvers";
import { compile, type Key, split } from "@nami/tensor-backend";
import type { RunData } from "../data/run-data.js";
import { type Grid, gridPoints, type Limits, limitsOf } from "../evaluation/grid.js";
import { logDensities } from "../evaluation/log-densities.js";
import type { TrainedModel } from "../model/trained-model.js";
import { readMetrics } from "../run/metrics-log.js";
import { type RunFolder, runFiles } from "../run/run-folder.js";
import type { Stage } from "../stage.js";

/** Numbers of all figures, apart from how they are drawn. */
export interface FigureData {
  readonly losses: { readonly steps: readonly number[]; readonly values: readonly number[] };
  readonly optimalLoss: number | undefined;
  readonly distances: { readonly steps: readonly number[]; readonly values: readonly number[] };
  /** Left out unless points lie in the plane. */
  readonly plane: PlaneData | undefined;
}

/** Numbers of the figures of points in the plane. */
export interface PlaneData {
  readonly xlim: Limits;
  readonly ylim: Limits;
  /** Rows of the data, flat. */
  readonly data: Float32Array;
  readonly samples: Float32Array;
  readonly trajectory: { readonly t: readonly number[]; readonly x: Float32Array; readonly n: number };
  readonly density: { readonly grid: Grid; readonly values: Float32Array };
  /** Samples by the number of RK4 steps. */
  readonly bySteps: readonly { readonly steps: number; readonly points: Float32Array }[];
  /** Velocities on a grid at some times. */
  readonly velocity: readonly { readonly t: number; readonly x: Float32Array; readonly v: Float32Array }[];
}

const float32 = async (x: { data(): Promise<ArrayLike<number>> }): Promise<Float32Array> =>
  Float32Array.from(await x.data());

const velocities = async ({ model, backend }: TrainedModel, grid: Grid): Promise<PlaneData["velocity"]> => {
  const x = gridPoints(grid);
  const at = compile((t: typeof x) => model(x, t), { backend });
  const fields = [];
  for (const t of [0.9, 0.5, 0.1]) {
    const v = await at(t);
    fields.push({ t, x: await float32(x), v: await float32(v) });
    v.dispose();
  }
  at.dispose();
  return fields;
};

const planeData = async (
  folder: RunFolder,
  trained: TrainedModel,
  data: RunData,
  { key, stage }: { readonly key: Key; readonly stage: Stage },
): Promise<PlaneData> => {
  const { process, coarseProcess, recipe, model, backend } = trained;
  const rows = await float32(data.rows);
  const [aroundX, aroundY] = limitsOf(rows, 0.25);
  const { xlim = aroundX, ylim = aroundY } = folder.config.figures;
  const [trajectoryKey, stepsKey] = split(key);
  const samples = await stage("samples", async () => float32(await process.sample([2000], { key })));
  const trajectory = await stage("evolution", async () => {
    const { t0, t1 } = recipe;
    const times = [t0, ...[0.75, 0.5, 0.25].filter((t) => t < t0 && t > t1), t1];
    const { t, x } = await process.trajectory([1000], { key: trajectoryKey, times });
    return { t, x: await float32(x), n: 1000 };
  });
  const grid: Grid = { xlim, ylim, columns: 50, rows: 50 };
  const density = await stage("log-density map", async (onProgress) => ({
    grid,
    values: await logDensities(coarseProcess, gridPoints(grid), { onProgress }),
  }));
  const counts = [5, 15, 50, 100, 1000];
  const bySteps = await stage("solver steps", async (onProgress) => {
    const drawn = [];
    for (const steps of counts) {
      const flow = recipe.bind(model, rk4({ steps }), backend);
      drawn.push({ steps, points: await float32(await flow.sample([500], { key: stepsKey })) });
      onProgress(drawn.length / counts.length);
    }
    return drawn;
  });
  const velocity = await velocities(trained, { xlim, ylim, columns: 20, rows: 16 });
  return { xlim, ylim, data: rows, samples, trajectory, density, bySteps, velocity };
};

/**
 * Computes what the figures of a run show.
 *
 * @param options.optimalLoss the loss of a perfect model, where it is known
 */
export const figureData = async (
  folder: RunFolder,
  trained: TrainedModel,
  data: RunData,
  {
    optimalLoss,
    ...options
  }: { readonly optimalLoss: number | undefined; readonly key: Key; readonly stage: Stage },
): Promise<FigureData> => {
  const file = folder.at(runFiles.metrics);
  const metrics = readMetrics(file);
  if (metrics.length === 0)
    throw new DataError(
      `plot: ${file} must hold the losses of training, got none. Put it back, or train anew.`,
    );
  const measured = metrics.flatMap(({ step, distanceToOptimum: value }) =>
    value === undefined ? [] : [{ step, value }],
  );
  return {
    losses: { steps: metrics.map(({ step }) => step), values: metrics.map(({ loss }) => loss) },
    optimalLoss,
    distances: { steps: measured.map(({ step }) => step), values: measured.map(({ value }) => value) },
    plane: data.dim === 2 ? await planeData(folder, trained, data, options) : undefined,
  };
};
