import { gaussianMixture, standardNormal } from "@nami/distributions";
import { fmLoss, type Model, velocityField } from "@nami/models";
import { linearPath, stratifiedTimes } from "@nami/paths";
import {
  evaluate,
  fromHost,
  key,
  neg,
  normal,
  referenceBackend,
  split,
  type TensorBackend,
} from "@nami/tensor-backend";
import { adam, decodeCheckpoint, trainer, warmup } from "@nami/training";
import {
  averagedField,
  columns,
  eulerSteps,
  exactField,
  exactVelocity,
  pathDensity,
  placeOfRow,
  reach,
  rows,
  straightDensity,
  timeOfColumn,
} from "../line/line-grid.js";
import { lineQuantiles } from "../line/line-quantiles.js";
import { lineTargets } from "../line/line-targets.js";
import type {
  EulerPair,
  EulerStart,
  LineCommand,
  LineData,
  LineLook,
  LineReport,
  LineShown,
  LineStart,
} from "../line/protocol.js";
import type { Start } from "../session/protocol.js";
import { hostCopyOf } from "./host-copy.js";
import type { Run, RunPlace } from "./serve-runs.js";
import { trainingLoop } from "./training-loop.js";

/** Rows to learn from, pairs that are averaged, pairs and ways that are drawn, and points that are moved. */
const [learnedRows, averagedPairs, drawnPairs, drawnWays, movedPoints] = [65_536, 60_000, 14, 9, 1000];

type Velocities = (x: Float32Array, t: Float32Array) => Promise<Float32Array>;

/** The velocity of a model on the way to the data, at points on the host. */
const velocitiesOf =
  (model: Model, backend: TensorBackend): Velocities =>
  async (x, t) => {
    const at = fromHost(x, [x.length, 1], "float32");
    const found = await evaluate(neg(model(at, fromHost(t, [t.length], "float32"))), { backend });
    const values = Float32Array.from(await found.data());
    found.dispose();
    return values;
  };

/** Points carried along a field by Heun's method, at the time of each column: `[columns, count]`. */
const carried = async (velocities: Velocities, starts: Float32Array): Promise<Float32Array> => {
  const count = starts.length;
  const positions = new Float32Array(columns * count);
  positions.set(starts);
  const step = 1 / (columns - 1);
  for (let column = 1; column < columns; column++) {
    const x = positions.slice((column - 1) * count, column * count);
    const at = (index: number): Float32Array => new Float32Array(count).fill(timeOfColumn(index));
    const first = await velocities(x, at(column - 1));
    const guess = x.map((value, i) => value + step * first[i]!);
    const second = await velocities(guess, at(column));
    positions.set(
      x.map((value, i) => value + (step / 2) * (first[i]! + second[i]!)),
      column * count,
    );
  }
  return positions;
};

const spread = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => reach * ((2 * i) / (count - 1) - 1));

/** Trains a small network on data of one dimension, and tells what it and the data look like. */
export const beginLineRun = async (
  { settings, euler: firstEuler, playing, resume }: Start<LineStart>,
  { running, tell, ready }: RunPlace<LineShown>,
): Promise<Run<Exclude<LineCommand, { kind: "start" }>>> => {
  const { backend } = running;
  let euler: EulerStart = firstEuler;
  const mixture = lineTargets[settings.target];
  const target = gaussianMixture({
    weights: mixture.weights,
    means: mixture.means.map((mean) => [mean]),
    variances: mixture.deviations.map((deviation) => deviation ** 2),
  });
  const path = linearPath();
  const field = velocityField({ dim: 1, hidden: settings.hidden, layers: 2, activation: "gelu" });
  const [rowKey, dataKey, noiseKey] = split(key(settings.seed), 3);
  const training = trainer({
    field,
    loss: (model, data, source, options) =>
      fmLoss(model, data, source, { ...options, path, times: stratifiedTimes() }),
    optimizer: adam({ learningRate: warmup({ steps: 20, learningRate: settings.learningRate }) }),
    data: await evaluate(target.sample([learnedRows], { key: rowKey! }), { backend }),
    base: standardNormal([1]),
    batchSize: settings.batchSize,
    ema: { decay: 0.99 },
    backend,
  });
  ready();
  tell({ kind: "optimum", loss: target.marginal(path).lossFloor() });
  if (resume) await training.restore(decodeCheckpoint(resume));

  const exact: Velocities = async (x, t) => x.map((place, i) => exactVelocity(mixture, place, t[i]!));
  const [noise, quantiles] = [
    Float32Array.from(await lineQuantiles(mixture, movedPoints, 0, 1)),
    await lineQuantiles(mixture, movedPoints, 1, 0),
  ];
  const learned = async (): Promise<Velocities> =>
    velocitiesOf(field.with(await training.emaParams()), backend);
  const grid = {
    x: Float32Array.from({ length: columns * rows }, (_, i) => placeOfRow(i % rows)),
    t: Float32Array.from({ length: columns * rows }, (_, i) => timeOfColumn(Math.floor(i / rows))),
  };
  const exactGrid = exactField(mixture);

  const lookAtLine = async (): Promise<LineLook> => {
    const velocities = await learned();
    const found = await velocities(grid.x, grid.t);
    const moved = await carried(velocities, noise);
    const ends = moved.slice(-movedPoints).sort();
    const square = (sum: number, value: number, i: number): number => sum + (value - quantiles[i]!) ** 2;
    // The error is weighed by how often points of straight paths are there.
    let [error, weight] = [0, 0];
    for (let i = 0; i < found.length; i++) {
      error += straight[i]! * (found[i]! - exactGrid[i]!) ** 2;
      weight += straight[i]!;
    }
    return {
      kind: "line",
      step: training.step,
      field: found,
      density: pathDensity(moved),
      ways: await carried(velocities, spread(drawnWays)),
      wasserstein: Math.sqrt(ends.reduce(square, 0) / movedPoints),
      fieldError: error / weight,
    };
  };
  const lookAtEuler = async (): Promise<EulerPair> => {
    const { x, steps } = euler;
    const velocities = await learned();
    const one = async (place: number, t: number): Promise<number> =>
      (await velocities(Float32Array.of(place), Float32Array.of(t)))[0]!;
    return {
      kind: "euler",
      learned: await eulerSteps(one, x, steps),
      exact: await eulerSteps((place, t) => exactVelocity(mixture, place, t), x, steps),
    };
  };
  let straight: Float32Array = new Float32Array(columns * rows).fill(1);
  let isDataKnown = false;
  const workOutData = async (): Promise<void> => {
    const host = referenceBackend();
    const drawn = await evaluate(
      {
        data: target.sample([averagedPairs], { key: dataKey! }),
        noise: normal(noiseKey!, [averagedPairs]),
      },
      { backend: host },
    );
    const [data, from] = [await drawn.data.data(), await drawn.noise.data()];
    straight = straightDensity(from, data);
    const report: LineData = {
      kind: "data",
      averaged: averagedField(from, data),
      exact: exactGrid.slice(),
      straight: straight.slice(),
      pairs: Float32Array.from([...from.slice(0, drawnPairs), ...data.slice(0, drawnPairs)]),
      ways: await carried(exact, spread(drawnWays)),
    };
    isDataKnown = true;
    tell(report);
  };
  const loop = trainingLoop<"line" | "euler" | "checkpoint", LineReport>({
    training,
    seed: settings.seed,
    playing,
    patience: { checkpoint: 3, line: 3, euler: 1 },
    looks: { line: lookAtLine, euler: lookAtEuler, checkpoint: () => hostCopyOf(training) },
    of: (name) => (name === "euler" ? JSON.stringify(euler) : ""),
    beside: {
      goOn: async () => {
        if (!isDataKnown) await workOutData();
      },
      isGoingOn: () => !isDataKnown,
    },
    running,
    tell,
  });
  return {
    act: (command) => {
      if (command.kind === "euler") {
        euler = command.euler;
        loop.renew();
      } else loop[command.kind]();
    },
    end: async () => {
      await loop.end();
      await training.dispose();
    },
  };
};
