import { moons } from "@nami/datasets";
import { standardNormal } from "@nami/distributions";
import { type BoundModel, flowMatching, fmLoss, velocityField } from "@nami/models";
import { type ConditionalPath, icfmPath, lipmanPath } from "@nami/paths";
import { figure, type Limits, layers, scatterPanel, velocityFieldPanel } from "@nami/plots";
import { euler } from "@nami/solvers";
import {
  broadcastTo,
  compile,
  key,
  normal,
  type Tensor,
  type TensorBackend,
  tensor,
} from "@nami/tensor-backend";
import { adam, trainer } from "@nami/training";
import type { Book } from "../book/book.js";
import { gridOf } from "../book/grid.js";
import { read, steps } from "../book/numbers.js";

const [xlim, ylim]: readonly [Limits, Limits] = [
  [-2.5, 3.5],
  [-2.5, 2.5],
];
const [blue, orange] = ["#4C78A8", "#E4700D"] as const;

/** The two kinds of path of the seed, each to one datum: Lipman's shrinks, the independent one moves a small ball. */
export const drawPaths = async (book: Book, backend: TensorBackend): Promise<void> => {
  const count = 250;
  const fixed = (point: readonly number[]): Tensor => broadcastTo(tensor(point), [count, 2]);
  const target = fixed([2, 1]);
  const times = [1, 0.75, 0.5, 0.25, 0];
  const cloud = async (path: ConditionalPath, source: Tensor, title: string) => {
    const series = times.map(async (t, i) => ({
      points: await read(path.interpolate({ target, source, t: tensor(t), key: key(30 + i) }), backend),
      label: `t = ${t}`,
    }));
    return scatterPanel({
      series: await Promise.all(series),
      title,
      xlim: [-3, 3],
      ylim: [-3, 3],
      opacity: 0.6,
    });
  };
  book.draw(
    "paths",
    figure({
      panels: [
        await cloud(
          lipmanPath({ sigmaMin: 0.1 }),
          normal(key(29), [count, 2]),
          "A: Lipman's path to one datum",
        ),
        await cloud(
          icfmPath({ sigma: 0.1 }),
          fixed([-1.5, -1]),
          "B: the independent path between two points",
        ),
      ],
    }),
  );
};

/** A flow on the moons: its velocity at three times, and points that follow it. */
export const drawMoonsFlow = async (book: Book, backend: TensorBackend): Promise<void> => {
  const base = standardNormal([2]);
  const path = icfmPath({ sigma: 0.1 });
  const field = velocityField({ dim: 2, hidden: 64, path });
  const training = trainer({
    field,
    loss: fmLoss,
    optimizer: adam({ learningRate: 2e-3 }),
    data: moons(),
    base,
    batchSize: book.pick(1024, 128),
    backend,
  });
  await book.train("moons", training, { key: key(31), steps: book.pick(1_500, 20) });
  const model: BoundModel = field.with(await training.params());
  await training.dispose();

  const data = await read(moons().sample([600], { key: key(32) }), backend);
  const [columns, rows] = [22, 18];
  const places = gridOf(columns, rows, [xlim, ylim]);
  const grid = tensor(places, [columns * rows, 2], "float32");
  const velocity = compile((t: Tensor) => model(grid, broadcastTo(t, [columns * rows])), { backend });
  const arrows = async (t: number) => {
    const v = await velocity(t);
    // Arrows point where samples go: against time.
    const vectors = Float32Array.from(await v.data(), (value) => -value);
    v.dispose();
    return velocityFieldPanel({
      x: places,
      vectors,
      xlim,
      ylim,
      title: `t = ${t.toFixed(2)}`,
      colorBar: false,
      length: 1.7,
    });
  };
  const still = [];
  for (const t of [0.9, 0.5, 0.1])
    still.push(layers(await arrows(t), scatterPanel({ points: data, colors: [orange], opacity: 0.35 })));
  book.draw("moons-velocity", figure({ panels: still, title: "The velocity from noise to moons" }));

  const times = [...steps(1, 0, book.pick(18, 3))];
  const flow = flowMatching({
    field: model,
    base,
    solver: euler({ steps: book.pick(100, 4) }),
    backend,
  }).bind();
  const way = await read((await flow.trajectory([400], { key: key(33), times })).x, backend);
  const frames = [];
  for (const [i, t] of times.entries()) {
    const points = way.subarray(800 * i, 800 * (i + 1));
    const dots = scatterPanel({
      series: [
        { points: data, color: orange },
        { points, color: blue },
      ],
      opacity: 0.6,
    });
    frames.push(figure({ panels: [layers(await arrows(t), dots)], panelWidth: 320 }));
  }
  velocity.dispose();
  book.animate("moons-flow", frames, { fps: 8, colors: 32 });
};
