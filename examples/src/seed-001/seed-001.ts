import { onnxBackend } from "@nami/backend-onnx";
import { standardNormal } from "@nami/distributions";
import { flowMatching, fmLoss, type Model, velocityField } from "@nami/models";
import { figure, histogramPanel, layers, linePanel, lossCurve } from "@nami/plots";
import { euler } from "@nami/solvers";
import { key, referenceBackend } from "@nami/tensor-backend";
import { adam, numberOfParameters, trainer } from "@nami/training";
import type { Book } from "../book/book.js";
import { curvesFrom } from "../book/curves.js";
import { lateMean, steps } from "../book/numbers.js";
import { drawDensities } from "./densities.js";
import { drawEulerAnimation } from "./euler-animation.js";
import { dataColor } from "./layout.js";
import { drawLearnedField, drawSampledPaths } from "./learned-paths.js";
import { exact, mixture } from "./mixture.js";
import { drawReferencePaths } from "./reference-paths.js";
import { wasserstein } from "./wasserstein.js";

/** Euler steps from 0.85, as the seed prints them. */
const printed = [
  0.85, 0.805, 0.767, 0.738, 0.719, 0.716, 0.731, 0.769, 0.83, 0.909, 0.999, 1.095, 1.192, 1.288, 1.384,
  1.481,
];

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

/** Flow matching in one dimension, as something to look at. */
export const seed001 = async (book: Book): Promise<void> => {
  const backend = onnxBackend();
  const base = standardNormal([1]);
  const densities = await drawDensities(book, backend);
  await drawReferencePaths(book, densities, backend);

  // A network of 4,417 numbers learns the velocity, from fresh pairs in every step; five keys, to see what chance does.
  const field = velocityField({ dim: 1, hidden: 64, layers: 2, activation: "gelu" });
  const trained: { readonly average: Model; readonly raw: Model; readonly losses: Float64Array }[] = [];
  for (const seed of book.pick([626, 1, 2, 3, 4], [626])) {
    const training = trainer({
      field,
      loss: fmLoss,
      optimizer: adam({ learningRate: 1e-3 }),
      data: mixture,
      base,
      batchSize: 256,
      ema: { decay: 0.999 },
      backend,
    });
    const losses = await book.train(`key ${seed}`, training, {
      key: key(seed),
      steps: book.pick(10_000, 100),
    });
    const average = field.with(await training.emaParams());
    trained.push({ average, raw: field.with(await training.params()), losses });
    await training.dispose();
  }
  const [{ average: model, losses } = trained[0]!] = trained;
  const floor = exact.lossFloor();
  book.draw(
    "loss",
    lossCurve({ loss: losses, floor, title: "Training", ylim: [1, 3], panelWidth: 640, panelHeight: 280 }),
  );
  book.compare({ what: "parameters", exact: 4417, nami: numberOfParameters(field.init(key(0))) });
  trained.forEach(({ losses: all }, i) => {
    const bar = [1.787, 1.887] as const;
    book.compare({
      what: `loss, mean of the last 1,000 steps, key ${i + 1}`,
      exact: floor,
      nami: lateMean(all),
      bar,
    });
  });

  // Fifteen Euler steps from 0.85: with the exact velocity, and with each of the trained ones.
  const options = { steps: 15, method: euler, backend };
  const oracle = { steps: 15, method: euler, backend: referenceBackend({ dtype: "float64" }) };
  const [truth = new Float64Array()] = await curvesFrom(exact.velocity, [0.85], oracle);
  const [path = truth] = await curvesFrom(model, [0.85], options);
  printed.forEach((value, i) => {
    book.compare({
      what: `Euler from 0.85, step ${i}`,
      seed: value,
      exact: truth[i],
      nami: path[i]!,
      bar: [truth[i]! - 0.02, truth[i]! + 0.02],
    });
  });
  for (const [i, { average, raw }] of trained.entries()) {
    const [[averaged = truth], [last = truth]] = [
      await curvesFrom(average, [0.85], options),
      await curvesFrom(raw, [0.85], options),
    ];
    book.compare({
      what: `Euler table, largest gap to the exact column, averaged weights, key ${i + 1}`,
      seed: largestGap(printed, truth),
      nami: largestGap(averaged, truth),
      bar: [0, 0.02],
    });
    book.compare({
      what: `Euler table, largest gap to the exact column, last weights, key ${i + 1}`,
      nami: largestGap(last, truth),
    });
  }

  await drawLearnedField(book, model, densities, backend);
  await drawEulerAnimation(book, { model, path, densities, backend });

  // Samples of the learned flow: fifty Euler steps from noise.
  const flow = flowMatching({ field: model, base, solver: euler({ steps: 50 }), backend }).bind();
  const samples = Float32Array.from(
    await (await flow.sample([book.pick(100_000, 2_000)], { key: key(5) })).data(),
  );
  book.compare({
    what: `W₂ of ${samples.length.toLocaleString("en")} samples in 50 Euler steps to the data`,
    exact: 0.02545,
    nami: wasserstein(samples, densities.data),
  });
  const x = steps(-2.5, 2.5, 1000);
  book.draw(
    "samples",
    figure({
      panels: [
        layers(
          histogramPanel({
            series: [{ values: samples, label: "samples", color: dataColor }],
            range: [-2.5, 2.5],
            title: `${samples.length.toLocaleString("en")} samples and the density of the data`,
            xlabel: "x",
            ylabel: "density",
          }),
          linePanel({ series: [{ x, y: densities.data(x), label: "data", color: "#7F26D9", fill: "y" }] }),
        ),
      ],
      panelWidth: 640,
      panelHeight: 240,
    }),
  );
  await drawSampledPaths(book, model, backend);
  backend.dispose();
};
