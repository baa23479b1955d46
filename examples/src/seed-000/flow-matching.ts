import { moons } from "@nami/datasets";
import { fieldStats, reversibilityError } from "@nami/diagnostics";
import { gaussianMixture, standardNormal } from "@nami/distributions";
import { hutchinsonDivergence } from "@nami/divergence";
import { type BoundModel, flowMatching, fmLoss, type LogProbOptions, velocityField } from "@nami/models";
import {
  densityPanel,
  figure,
  type Limits,
  lossCurve,
  scatter,
  scatterPanel,
  trajectoryPanels,
} from "@nami/plots";
import { linearSchedule } from "@nami/schedules";
import { euler, rk4 } from "@nami/solvers";
import { key, slice, type Tensor, type TensorBackend, tensor, uniform } from "@nami/tensor-backend";
import { adam, numberOfParameters, trainer } from "@nami/training";
import type { Book } from "../book/book.js";
import { gridOf } from "../book/grid.js";
import { lateMean, read, steps } from "../book/numbers.js";
import { theme } from "./flow-figures.js";

/** What the chapters share. */
export interface Moons {
  /** `[10000, 2]` */
  readonly data: Tensor;
  /** The same, flat. */
  readonly points: Float32Array;
  readonly backend: TensorBackend;
}

const base = standardNormal([2]);
const near = { xlim: [-2, 3] as Limits, ylim: [-2, 2] as Limits };

/** Trains a flow on the moons, 3,000 steps of 4,096 rows. */
export const trainFlow = async (book: Book, { data, points, backend }: Moons): Promise<BoundModel> => {
  book.draw("data", scatter({ points, title: "Two moons", opacity: 0.5, theme, panelWidth: 520 }));
  const field = velocityField({ dim: 2, hidden: 128 });
  const training = trainer({
    field,
    loss: fmLoss,
    optimizer: adam({ learningRate: 1e-3 }),
    data,
    base,
    batchSize: book.pick(4096, 256),
    backend,
  });
  const losses = await book.train("flow", training, { key: key(42), steps: book.pick(3_000, 50) });
  const params = await training.params();
  await training.dispose();

  const floor = gaussianMixture(moons().mixture).marginal(linearSchedule()).lossFloor();
  book.draw(
    "flow-loss",
    lossCurve({ loss: losses, floor, title: "Flow matching", ylim: [0.8, 1.6], theme, panelWidth: 560 }),
  );
  book.compare({
    what: "parameters of the velocity",
    seed: 33_794,
    exact: 33_794,
    nami: numberOfParameters(params),
  });
  const printed = [1.0255, 0.9781, 0.9332, 0.9119, 0.9394, 0.9349];
  printed.forEach((seed, i) => {
    const step = 500 * (i + 1);
    if (step <= losses.length)
      book.compare({ what: `flow loss at step ${step}`, seed, exact: floor, nami: losses[step - 1]! });
  });
  book.compare({
    what: "flow loss, mean of the last 1,000 steps",
    exact: floor,
    nami: lateMean(losses),
    bar: [0.92, 0.96],
  });
  return field.with(params);
};

/** Samples, beside the data, on their way, and with few and many steps of the solver. */
export const sampleFlow = async (
  book: Book,
  field: BoundModel,
  { points, backend }: Moons,
): Promise<void> => {
  const flowWith = (count: number) =>
    flowMatching({ field, base, solver: rk4({ steps: count }), backend }).bind();
  const samples = await flowWith(100).sample([2000], { key: key(1) });
  const [blue, orange] = [theme.series[0]!, theme.series[1]!];
  book.draw(
    "flow-samples",
    figure({
      panels: [
        scatterPanel({ points, title: "Training data", colors: [blue] }),
        scatterPanel({ points: await read(samples, backend), title: "Generated samples", colors: [orange] }),
      ],
      theme,
    }),
  );
  const onSamples = lateMean(await read(moons().logProb(samples), backend), 2000);
  book.compare({
    what: "mean exact log-density of 2,000 samples (of data: the exact column)",
    exact: -moons().entropy,
    nami: onSamples,
  });

  const flow = flowMatching({ field, base, solver: euler({ steps: 50 }), backend }).bind();
  const { t, x } = await flow.trajectory([200], { key: key(2), times: [...steps(1, 0, 51)] });
  book.draw(
    "flow-evolution",
    trajectoryPanels({
      t,
      x: await read(x, backend),
      n: 200,
      times: [1, 0.76, 0.5, 0.26, 0],
      xlim: [-3, 3],
      ylim: [-3, 3],
      title: "Flow evolution from noise (t = 1) to data (t = 0)",
      theme,
    }),
  );

  const counts = [5, 15, 50, 100, 1000];
  const panels = [];
  for (const count of counts) {
    const drawn = await flowWith(count).sample([500], { key: key(3) });
    panels.push(scatterPanel({ points: await read(drawn, backend), title: `RK4, ${count} steps`, ...near }));
  }
  book.draw("solver-steps", figure({ panels, title: "Integration steps and sample quality", theme }));
};

/** Log-densities of data and over the plane. The seed's own numbers carry the sign that its library had wrong. */
export const evaluateFlow = async (
  book: Book,
  field: BoundModel,
  { data, points, backend }: Moons,
): Promise<void> => {
  const flow = flowMatching({ field, base, solver: rk4({ steps: 100 }), backend }).bind();
  const divergence = hutchinsonDivergence({ probe: "rademacher" });
  const some = slice(data, [0, 0], [100, 2]);
  const found = statistics(await read(await flow.logProb(some, { divergence, key: key(4) }), backend));
  const exactly = statistics(await read(moons().logProb(some), backend));
  const seed = { mean: -5.17, std: 1.81, min: -9.87, max: -1.36 } as const;
  for (const name of ["mean", "std", "min", "max"] as const)
    book.compare({
      what: `log-density of 100 data, ${name}`,
      seed: seed[name],
      exact: exactly[name],
      nami: found[name],
    });

  const exactFound = statistics(await read(await flow.logProb(some), backend));
  book.compare({
    what: "the same with the exact divergence, mean",
    exact: exactly.mean,
    nami: exactFound.mean,
  });
  book.compare({ what: "the same with the exact divergence, std", exact: exactly.std, nami: exactFound.std });

  const size = book.pick(50, 12);
  const grid = tensor(gridOf(size, size, [near.xlim, near.ylim]), [size * size, 2], "float32");
  const map = async (title: string, options?: LogProbOptions) =>
    densityPanel({
      values: await read(await flow.logProb(grid, options), backend),
      columns: size,
      rows: size,
      ...near,
      levels: 100,
      floor: -10,
      points: points.subarray(0, 400),
      title,
    });
  const panels = [
    await map("One Hutchinson probe, as in the seed", { divergence, key: key(5) }),
    await map("The exact divergence"),
  ];
  book.draw("log-density", figure({ panels, title: "Learned log-density", theme, panelWidth: 420 }));
};

/** How large the velocity is, and whether the flow comes back to where it began. */
export const diagnoseFlow = async (
  book: Book,
  field: BoundModel,
  { data, backend }: Moons,
): Promise<void> => {
  const some = slice(data, [0, 0], [100, 2]);
  const times = uniform(key(6), [100]);
  const exact = gaussianMixture(moons().mixture).marginal(linearSchedule());
  const [found, exactly] = [
    await fieldStats(field, some, times, { backend }),
    await fieldStats(exact.velocity, some, times, { backend }),
  ];
  const seed = { mean: 0.761, std: 0.352, min: 0.05, max: 1.534 } as const;
  for (const name of ["mean", "std", "min", "max"] as const)
    book.compare({
      what: `speed at 100 data, ${name}`,
      seed: seed[name],
      exact: exactly[name],
      nami: found[name],
    });
  const { mean, max } = await reversibilityError(field, { solver: rk4({ steps: 50 }), x: some, backend });
  book.compare({ what: "reversibility error, mean", seed: 1.2e-7, exact: 0, nami: mean });
  book.compare({ what: "reversibility error, max", seed: 3.71e-7, exact: 0, nami: max });
};

const statistics = (values: Float32Array) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, std: Math.sqrt(spread), min: Math.min(...values), max: Math.max(...values) };
};
