import { onnxBackend } from "@nami/backend-onnx";
import { eightGaussians } from "@nami/datasets";
import { gaussianMixture, standardNormal } from "@nami/distributions";
import {
  epsilonTimesWidth,
  interpolantLoss,
  interpolantProcess,
  type Model,
  velocityField,
} from "@nami/models";
import { linearInterpolant, zeroGamma } from "@nami/paths";
import { figure, lossCurve, scatterPanel } from "@nami/plots";
import { euler, eulerMaruyama } from "@nami/solvers";
import { full, key, mul, type Tensor } from "@nami/tensor-backend";
import { adam, type Loss, numberOfParameters, stepDecay, trainer } from "@nami/training";
import type { Book } from "../book/book.js";
import { lateMean, read, steps } from "../book/numbers.js";
import { drawCharacteristics, drawFluxCube } from "./continuity.js";
import { drawFlowers } from "./flower-figures.js";
import { modeStatistics } from "./modes.js";

/** The colour of the seed's figures. */
const color = "#62508F";

/** Stochastic interpolants between a normal distribution and eight of them on a circle. */
export const seed004 = async (book: Book): Promise<void> => {
  const backend = onnxBackend();
  await drawFlowers(book, backend);
  drawFluxCube(book);
  await drawCharacteristics(book);

  // Both ends, and the interpolant x_t = (1 − t) target + t base: the seed counts time the other way.
  const base = standardNormal([2]);
  const target = eightGaussians({ radius: 5, std: 0.7 });
  const path = linearInterpolant({ gamma: zeroGamma(), gaussianSource: true });
  const some = book.pick(5_000, 500);
  const ends = {
    source: base.sample([some], { key: key(0) }),
    target: target.sample([some], { key: key(1) }),
  };
  const cloud = async (x: Tensor, title: string, reach: number, opacity: number) =>
    scatterPanel({
      points: await read(x, backend),
      title,
      xlim: [-reach, reach],
      ylim: [-reach, reach],
      colors: [color],
      opacity,
    });
  book.draw(
    "ends",
    figure({
      panels: [await cloud(ends.source, "Base", 4, 0.5), await cloud(ends.target, "Target", 8, 0.5)],
      share: false,
    }),
  );
  const many = book.pick(8_000, 500);
  const between = await Promise.all(
    Array.from(steps(1, 0, 6), (t, i) => {
      const source = base.sample([many], { key: key(10 + i) });
      const x = path.interpolate({
        source,
        target: target.sample([many], { key: key(20 + i) }),
        t: full([many], t),
      });
      return cloud(x, `ρ(t = ${t.toFixed(1)})`, 8, 0.08);
    }),
  );
  book.draw("interpolant", figure({ panels: between, columns: 6, panelWidth: 170 }));

  // The seed sums over the coordinates where nami takes their mean: twice the loss.
  const loss: Loss<Model, typeof base> = (model, rows, source, options) =>
    mul(2, interpolantLoss(model, rows, source, { ...options, path, form: "quadratic" }));
  const field = velocityField({ dim: 2, hidden: 512, layers: 3, activation: "relu", path });
  const training = trainer({
    field,
    loss,
    optimizer: adam({ learningRate: stepDecay({ learningRate: 2e-3, every: 1500, factor: 0.6 }) }),
    data: target,
    base,
    batchSize: book.pick(2500, 250),
    backend,
  });
  const losses = await book.train("velocity", training, {
    key: key(2),
    steps: book.pick(5_000, 30),
    readEvery: 20,
  });
  const params = await training.params();
  const model = field.with(params);
  await training.dispose();

  // ½|b|² − İ·b is least at −½ E|b|², and E|b|² = E|İ|² − E|İ − b|² with E|İ|² = 5² + 2·0.7² + 2.
  const exact = gaussianMixture(target.mixture).marginal(path);
  const floor = (exact.lossFloor({ reduction: "sum" }) - (25 + 2 * 0.49 + 2)) / 2;
  book.draw(
    "loss",
    lossCurve({ loss: losses, floor, title: "Training", ylim: [-10, -6], panelWidth: 640, panelHeight: 280 }),
  );
  book.compare({ what: "parameters", exact: 528_386, nami: numberOfParameters(params) });
  book.compare({
    what: "loss, mean of the last 1,000 steps",
    seed: -8.8316,
    exact: floor,
    nami: lateMean(losses),
    bar: [Number.NEGATIVE_INFINITY, -8.85],
  });

  // The same velocity, as an ordinary and as a stochastic equation; the seed's ε is 2 σ, and its last time 0.01.
  const count = book.pick(20_000, 500);
  const parts = { field: model, path, base, backend };
  const ode = interpolantProcess({ ...parts, solver: euler({ steps: 80 }) }).bind();
  const noisy = { solver: eulerMaruyama({ steps: 80 }), epsilon: epsilonTimesWidth(2), t1: 0.01 };
  const sde = interpolantProcess({ ...parts, ...noisy }).bind();
  const byOde = await ode.sample([count], { key: key(3) });
  const bySde = await sde.sample([count], { key: key(3) });
  book.draw(
    "samples",
    figure({
      panels: [
        await cloud(byOde, "Samples from the probability-flow ODE", 8, 0.06),
        await cloud(bySde, "Samples from the SDE", 8, 0.06),
      ],
    }),
  );
  const reference = { ODE: 0.988, SDE: 0.986 } as const;
  for (const [name, x] of [
    ["ODE", byOde],
    ["SDE", bySde],
  ] as const) {
    const { rms, shares } = modeStatistics(await read(x, backend), target.mixture.means);
    const [low, high] = [Math.min(...shares), Math.max(...shares)];
    book.compare({
      what: `${name}-80: rms distance to the nearest mode`,
      exact: reference[name],
      nami: rms,
      bar: [0.96, 1.02],
    });
    book.compare({
      what: `${name}-80: smallest share of a mode, %`,
      exact: 12.5,
      nami: 100 * low,
      bar: [11, 14],
    });
    book.compare({
      what: `${name}-80: largest share of a mode, %`,
      exact: 12.5,
      nami: 100 * high,
      bar: [11, 14],
    });
  }
  backend.dispose();
};
