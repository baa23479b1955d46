import { moons } from "@nami/datasets";
import { diagonalNormal, gaussianMixture, standardNormal } from "@nami/distributions";
import { denoisingLoss, flowMatching, type Model, noisePredictor, noiseToVelocity } from "@nami/models";
import { figure, lossCurve, scatterPanel, scheduleCurves } from "@nami/plots";
import { edmSchedule, type Schedule, veSchedule, vpSchedule } from "@nami/schedules";
import { rk4 } from "@nami/solvers";
import {
  add,
  div,
  expandDims,
  key,
  mul,
  square,
  type Tensor,
  type TensorBackend,
} from "@nami/tensor-backend";
import { adam, type Loss, trainer } from "@nami/training";
import type { Book } from "../book/book.js";
import { lateMean, read, steps } from "../book/numbers.js";
import { solveRows } from "../book/solve-rows.js";
import { theme } from "./flow-figures.js";
import type { Moons } from "./flow-matching.js";

/** α and σ of three schedules. */
export const drawSchedules = (book: Book): void => {
  const t = steps(0, 1, 100);
  const named: Readonly<Record<string, Schedule>> = {
    VP: vpSchedule({ betaMin: 0.1, betaMax: 20 }),
    VE: veSchedule({ sigmaMin: 0.01, sigmaMax: 50 }),
    EDM: edmSchedule({ sigmaMin: 0.002, sigmaMax: 80 }),
  };
  const schedules = Object.entries(named).map(([name, { alpha, sigma }]) => ({
    name: `${name} schedule`,
    alpha: t.map((at) => alpha(at)),
    sigma: t.map((at) => sigma(at)),
  }));
  book.draw("schedules", scheduleCurves({ t, schedules, theme }));
};

/** A noise predictor, trained under the EDM schedule, that samples by its ordinary and by its stochastic equation. */
export const runDiffusion = async (book: Book, { data, points, backend }: Moons): Promise<void> => {
  const schedule = edmSchedule({ sigmaMin: 0.001, sigmaMax: 5 });
  const field = noisePredictor({ dim: 2, hidden: 128 });
  const base = standardNormal([2]);
  const loss: Loss<Model, typeof base> = (model, target, source, options) =>
    denoisingLoss(model, target, source, { ...options, schedule });
  const training = trainer({
    field,
    loss,
    optimizer: adam({ learningRate: 1e-3 }),
    data,
    base,
    batchSize: book.pick(4096, 256),
    backend,
  });
  const losses = await book.train("noise", training, { key: key(43), steps: book.pick(3_000, 50) });
  const model = field.with(await training.params());
  await training.dispose();

  const floor = gaussianMixture(moons().mixture).marginal(schedule).lossFloor({ predicts: "noise" });
  book.draw(
    "noise-loss",
    lossCurve({ loss: losses, floor, title: "Noise prediction", ylim: [0.4, 1.2], theme, panelWidth: 560 }),
  );
  const printed = [0.6267, 0.6107, 0.5962, 0.5815, 0.5705, 0.5486];
  printed.forEach((seed, i) => {
    const step = 500 * (i + 1);
    if (step <= losses.length)
      book.compare({ what: `noise loss at step ${step}`, seed, exact: floor, nami: losses[step - 1]! });
  });
  book.compare({
    what: "noise loss, mean of the last 1,000 steps",
    exact: floor,
    nami: lateMean(losses),
    bar: [0.53, 0.57],
  });

  const byOde = await sampleByOde(model, { schedule, backend, count: 500 });
  const bySde = await sampleBySde(model, { schedule, backend, count: 500 });
  const view = { xlim: [-2, 3], ylim: [-2, 2] } as const;
  const series = theme.series;
  book.draw(
    "diffusion-samples",
    figure({
      panels: [
        scatterPanel({
          points: points.subarray(0, 1000),
          title: "Training data",
          ...view,
          colors: [series[0]!],
        }),
        scatterPanel({
          points: await read(byOde, backend),
          title: "ODE sampling (deterministic)",
          ...view,
          colors: [series[1]!],
        }),
        scatterPanel({
          points: await read(bySde, backend),
          title: "SDE sampling (stochastic)",
          ...view,
          colors: [series[4]!],
        }),
      ],
      theme,
    }),
  );
};

interface DiffusionSampling {
  readonly schedule: Schedule;
  readonly backend: TensorBackend;
  readonly count: number;
}

/** σ(0) of the schedule is no place to end: the seed stops here. */
const end = 1e-3;

const noiseOf = ({ schedule }: DiffusionSampling) => diagonalNormal({ mean: [0, 0], std: schedule.sigma(1) });

/** dx/dt = f x − ½ g² s, which is the velocity that the noise implies. */
const sampleByOde = (model: Model, options: DiffusionSampling): Promise<Tensor> => {
  const { schedule, backend, count } = options;
  const field: Model = (x, t) => noiseToVelocity(model(x, t), { x, t, schedule });
  const flow = flowMatching({
    field,
    base: noiseOf(options),
    solver: rk4({ steps: 500 }),
    backend,
    t1: end,
  }).bind();
  return flow.sample([count], { key: key(8) });
};

/** dx = (f x − g² s) dt + g dW backwards, with s = −ε/σ. */
const sampleBySde = (model: Model, options: DiffusionSampling): Promise<Tensor> => {
  const { schedule, backend, count } = options;
  const { sigma, diffusion } = schedule;
  return solveRows(
    {
      drift: (x, t) => {
        const noise = model(x, t);
        const factor = expandDims(div(square(diffusion(t)), mul(2, sigma(t))), -1);
        return add(noiseToVelocity(noise, { x, t, schedule }), mul(factor, noise));
      },
      diffusion,
    },
    noiseOf(options).sample([count], { key: key(9) }),
    { from: 1, to: end, steps: 500, key: key(10), backend },
  );
};
