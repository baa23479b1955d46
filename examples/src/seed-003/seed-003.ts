import { onnxBackend } from "@nami/backend-onnx";
import { slicedWasserstein } from "@nami/diagnostics";
import { standardNormal } from "@nami/distributions";
import { hutchinsonDivergence } from "@nami/divergence";
import { defineField, flowMatching, fmLoss, interpolantProcess, type Model } from "@nami/models";
import { linear, mlp } from "@nami/networks";
import { icfmPath } from "@nami/paths";
import { figure, linePanel } from "@nami/plots";
import { euler, eulerMaruyama, rk4 } from "@nami/solvers";
import { add, evaluate, expandDims, key, mul, slice, split, tanh } from "@nami/tensor-backend";
import { adam, trainer } from "@nami/training";
import type { Book } from "../book/book.js";
import { lateMean, read } from "../book/numbers.js";
import { readDigits } from "./digits.js";
import { drawMoonsFlow, drawPaths } from "./moons-flow.js";
import { pictureGrid } from "./picture-grid.js";

/** σ of the independent path, and the points of the solver's grid. */
const [sigma, points] = [0.1, 100] as const;

/** The seed's network: a learned embedding of time is added to the picture. Its widths are not in the text. */
const pictureField = (path: ReturnType<typeof icfmPath>) => {
  const embedding = linear({ inputs: 1, outputs: 64 });
  const network = mlp({ inputs: 64, outputs: 64, hidden: 512, layers: 2, activation: "selu" });
  return defineField({
    eventShape: [64],
    path,
    init: (seed, options) => {
      const [first, second] = split(seed);
      return { embedding: embedding.init(first, options), network: network.init(second, options) };
    },
    apply: (params, x, t) =>
      network.apply(params.network, add(x, tanh(embedding.apply(params.embedding, expandDims(t, -1))))),
  });
};

/** Flow matching of pictures: paths, training, sampling with and without noise, likelihood. */
export const seed003 = async (book: Book): Promise<void> => {
  const backend = onnxBackend();
  const { training: pictures, validation } = readDigits();
  await drawPaths(book, backend);
  await drawMoonsFlow(book, backend);

  const base = standardNormal([64]);
  const path = icfmPath({ sigma, gaussianSource: true });
  const field = pictureField(path);
  const training = trainer({
    field,
    loss: fmLoss,
    optimizer: adam({ learningRate: 1e-3 }),
    data: pictures,
    base,
    batchSize: 64,
    ema: { decay: 0.995 },
    backend,
  });
  // The negative log-likelihood of pictures it has not seen: data to noise, with one Hutchinson probe.
  const heldOut = book.pick(validation, slice(validation, [0, 0], [32, 64]));
  const curve: { readonly step: number; readonly nll: number }[] = [];
  const losses: number[] = [];
  const [every, stages] = book.pick([1_000, 20] as const, [10, 2] as const);
  for (let stage = 1; stage <= stages; stage++) {
    const step = stage * every;
    losses.push(
      ...(await book.train(`digits ${step}`, training, { key: key(40), steps: step, readEvery: 50 })),
    );
    const now = field.with(await training.emaParams());
    const flow = flowMatching({ field: now, base, solver: rk4({ steps: 25 }), backend }).bind();
    const logProb = await flow.logProb(heldOut, {
      divergence: hutchinsonDivergence({ probe: "gaussian" }),
      key: key(41),
    });
    curve.push({ step, nll: -lateMean(await read(logProb, backend), 350) });
    console.log(`digits: step ${step}, negative log-likelihood ${curve.at(-1)!.nll.toFixed(2)}`);
  }
  const model: Model = field.with(await training.emaParams());
  await training.dispose();
  book.compare({ what: "digits: loss, mean of the last 1,000 steps", nami: lateMean(losses) });
  const least = curve.reduce((best, one) => (one.nll < best.nll ? one : best));
  book.compare({
    what: "digits: lowest negative log-likelihood of 350 held-out pictures, nats",
    nami: least.nll,
  });

  // Three ways from noise to pictures over the seed's hundred times.
  const count = 256;
  const start = await evaluate(base.sample([count], { key: key(42) }), { backend });
  const parts = { field: model, path, base, backend };
  const solver = eulerMaruyama({ steps: points - 1 });
  const ways = {
    "B: Euler": interpolantProcess({ ...parts, solver: euler({ steps: points - 1 }) }),
    // x += v δt + δt z, as printed: ε = ½ δt, and no score in the drift.
    "stochastic Euler as printed": interpolantProcess({
      ...parts,
      solver,
      epsilon: 0.5 / (points - 1),
      score: (x) => mul(x, 0),
    }),
    // x += (v − ½ s) δt + √|δt| z: the noise of a diffusion, and the score that keeps the law of x_t.
    "stochastic Euler as it should be": interpolantProcess({ ...parts, solver, epsilon: 0.5 }),
  };
  const [first, second] = await evaluate(
    [slice(pictures, [0, 0], [count, 64]), slice(pictures, [count, 0], [count, 64])] as const,
    { backend },
  );
  const { distance: floor } = await slicedWasserstein(first, second, { key: key(44) });
  const panels = [pictureGrid(await read(pictures, backend), "A: real digits")];
  for (const [name, way] of Object.entries(ways)) {
    const x = await way.bind().decode(start, { key: key(43) });
    // The seed's samples end in a tanh, though its data do not: pictures show it, distances are before it.
    panels.push(pictureGrid(await read(tanh(x), backend), name));
    const { distance } = await slicedWasserstein(x, first, { key: key(44) });
    book.compare({
      what: `${name}: sliced W₂ of ${count} samples, before tanh, to ${count} pictures`,
      exact: floor,
      nami: distance,
    });
  }
  const nll = { x: curve.map(({ step }) => step), y: curve.map((one) => one.nll) };
  book.draw("digits", figure({ panels, columns: 2, panelWidth: 300 }));
  book.draw(
    "digits-nll",
    figure({
      panels: [
        linePanel({
          series: [nll],
          title: "C: negative log-likelihood of held-out digits",
          xlabel: "step",
          ylabel: "nats",
        }),
      ],
      panelWidth: 560,
      panelHeight: 260,
    }),
  );
  backend.dispose();
};
