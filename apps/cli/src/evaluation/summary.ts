import { readFileSync } from "node:fs";
import { fromHost, type Key, type Tensor } from "@nami/tensor-backend";
import { writeBytes } from "../data/file-bytes.js";
import { optimalLoss } from "../data/optimal-loss.js";
import { drawn, type RunData } from "../data/run-data.js";
import { isMixtureToy } from "../data/toys.js";
import { lossHasKnownOptimum } from "../model/recipe.js";
import type { TrainedModel } from "../model/trained-model.js";
import { readMetrics } from "../run/metrics-log.js";
import { type RunFolder, runFiles } from "../run/run-folder.js";
import type { Stage } from "../stage.js";
import { type Grid, gridPoints, integrate, limitsOf, squareGrid } from "./grid.js";
import { logDensities } from "./log-densities.js";

/** What is known of a run at its end. */
export interface Summary {
  readonly step: number;
  /** Mean loss over the last 200 steps, or over all where there are fewer. */
  readonly loss: number;
  /** The loss of a perfect model, where it is known. */
  readonly optimalLoss?: number;
  /** Mean of (v − v*)² over fixed points, where v* is known. */
  readonly distanceToOptimum?: number;
  /** Mean exact log-density of fresh data (of rows of the file, where there are no fresh data), in nats. */
  readonly logDensity: number;
  /** Of the data themselves, where it is known: minus their entropy. */
  readonly trueLogDensity?: number;
  /** Points of that mean. */
  readonly points: number;
  /** ∫ p over a grid around the data, for points in the plane: 1 for an exact density. */
  readonly densityIntegral?: number;
}

/** Losses that make up the mean at the end. */
const lastLosses = 200;

const average = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i]!;
  return sum / values.length;
};

/** A grid whose cells are a sixtieth or so of the data's range: fine enough where the noise is not finer. */
const gridAround = async (data: HeldAgainst): Promise<Grid> => {
  const [xlim, ylim] = limitsOf(await data.rows.data(), 0.12);
  return squareGrid(xlim, ylim, 4000);
};

/** Points to evaluate a model at: fresh ones, or else the first rows of the file. */
export const evaluationPoints = async (data: HeldAgainst, key: Key, count: number): Promise<Float32Array> => {
  const rows = data.toy === undefined ? data.rows : await drawn(data.toy.sample(count, { key }));
  return Float32Array.from((await rows.data()).subarray(0, count * data.dim));
};

/** What a model is held against. */
export type HeldAgainst = Pick<RunData, "rows" | "dim" | "toy">;

/**
 * Computes the summary of a run.
 *
 * @param data of the run; where its file may be gone, `options.rows` in their place, and then the density is not integrated
 * @param options.rows points to hold the model against, in place of fresh ones
 */
export const summarize = async (
  folder: RunFolder,
  { coarseProcess: process, step, recipe }: TrainedModel,
  data: HeldAgainst,
  { key, stage, rows }: { readonly key: Key; readonly stage: Stage; readonly rows?: Tensor | undefined },
): Promise<Summary> => {
  const metrics = readMetrics(folder.at(runFiles.metrics));
  const last = metrics.slice(-lastLosses).map(({ loss }) => loss);
  const distance = metrics.findLast(
    ({ distanceToOptimum }) => distanceToOptimum !== undefined,
  )?.distanceToOptimum;
  const values = rows ? Float32Array.from(await rows.data()) : await evaluationPoints(data, key, 2000);
  const points = values.length / data.dim;
  const fresh = fromHost(values, [points, data.dim], "float32");
  const density = await stage("log-densities", (onProgress) => logDensities(process, fresh, { onProgress }));
  const grid = data.dim === 2 && data.rows !== rows ? await gridAround(data) : undefined;
  const map =
    grid &&
    (await stage("density integral", (onProgress) =>
      logDensities(process, gridPoints(grid), { onProgress }),
    ));
  const entropy = rows ? undefined : data.toy?.entropy;
  return {
    step,
    loss: average(last),
    ...(isMixtureToy(data.toy) &&
      lossHasKnownOptimum(folder.config) && { optimalLoss: optimalLoss(data.toy.mixture, recipe.path) }),
    ...(distance !== undefined && { distanceToOptimum: distance }),
    logDensity: average(density),
    ...(entropy !== undefined && { trueLogDensity: -entropy }),
    points,
    ...(grid && map && { densityIntegral: integrate(map, grid) }),
  };
};

/** Leaves a summary in the folder of its run. */
export const writeSummary = (caller: string, folder: RunFolder, summary: Summary): void =>
  writeBytes(caller, folder.at(runFiles.summary), `${JSON.stringify(summary, undefined, 2)}\n`);

/** Lines of a summary, for people: a name, a number, and what it should be. */
export const summaryRows = (
  summary: Summary,
): readonly (readonly [name: string, value: string, aim: string])[] => {
  const { step, loss, distanceToOptimum, logDensity, points, densityIntegral } = summary;
  const known = (value: number | undefined, text: (value: number) => string): string =>
    value === undefined ? "" : text(value);
  return [
    ["training steps", String(step), ""],
    [
      `loss, mean of the last ${Math.min(lastLosses, step)} steps`,
      loss.toFixed(4),
      known(summary.optimalLoss, (v) => `optimum ${v.toFixed(4)}`),
    ],
    ...(distanceToOptimum === undefined
      ? []
      : [
          ["distance to the optimum, mean (v − v*)²", distanceToOptimum.toPrecision(3), "optimum 0"] as const,
        ]),
    [
      `log-density, mean of ${points} points`,
      logDensity.toFixed(4),
      known(summary.trueLogDensity, (v) => `truth ${v.toFixed(4)}`),
    ],
    ...(densityIntegral === undefined
      ? []
      : [["integral of the density", densityIntegral.toFixed(4), "truth 1"] as const]),
  ];
};

/** The summary in a folder, if there is one. */
export const readSummary = (folder: RunFolder): Summary | undefined => {
  try {
    return JSON.parse(readFileSync(folder.at(runFiles.summary), "utf8")) as Summary;
  } catch {
    return undefined;
  }
};
