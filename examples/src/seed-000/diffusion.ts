import { moons } from "@nami/datasets";
import { gaussianMixture, standardNormal } from "@nami/distributions";
import { denoisingLoss, diffusion, type Model, noisePredictor } from "@nami/models";
import { figure, lossCurve, scatterPanel, scheduleCurves } from "@nami/plots";
import { edmSchedule, type Schedule, veSchedule, vpSchedule } from "@nami/schedules";
import { eulerMaruyama, rk4 } from "@nami/solvers";
import { key } from "@nami/tensor-backend";
import { adam, type Loss, trainer } from "@nami/training";
import type { Book } from "../book/book.js";
import { lateMean, read, steps } from "../book/numbers.js";
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

  // The solver picks the equation. σ(0) of the schedule is no place to end: the seed stops at 0.001.
  const parts = { field: model, schedule, t1: 1e-3, backend };
  const ode = diffusion({ ...parts, solver: rk4({ steps: 500 }) }).bind();
  const sde = diffusion({ ...parts, solver: eulerMaruyama({ steps: 500 }) }).bind();
  const byOde = await ode.sample([500], { key: key(8) });
  const bySde = await sde.sample([500], { key: key(9) });
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
