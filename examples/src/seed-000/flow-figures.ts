import { moons } from "@nami/datasets";
import { gaussianMixture, standardNormal } from "@nami/distributions";
import { type BoundModel, flowMatching, type Model } from "@nami/models";
import { cosinePath, linearPath, type Path } from "@nami/paths";
import {
  darkTheme,
  figure,
  flowDiagram,
  type Limits,
  layers,
  linePanel,
  scatterPanel,
  streamlinesPanel,
  velocityFieldPanel,
} from "@nami/plots";
import { linearSchedule } from "@nami/schedules";
import { rk4 } from "@nami/solvers";
import { broadcastTo, compile, key, type Tensor, type TensorBackend, tensor } from "@nami/tensor-backend";
import type { Book } from "../book/book.js";
import { gridOf } from "../book/grid.js";
import { read, steps } from "../book/numbers.js";

/** The seed's figures are dark. */
export const theme = darkTheme;
const [xlim, ylim]: readonly [Limits, Limits] = [
  [-2.5, 3.5],
  [-2.5, 2.5],
];

/** What a flow is: noise, data, and the two directions between them. */
export const drawDiagram = async (book: Book, data: Tensor, backend: TensorBackend): Promise<void> => {
  const source = await read(standardNormal([2]).sample([600], { key: key(0) }), backend);
  const target = (await read(data, backend)).subarray(0, 1200);
  book.draw("flow-diagram", flowDiagram({ source, target, title: "Noise to data, and back", theme }));
};

/** The way of one point on the straight path and on the cosine path. */
export const drawInterpolation = async (book: Book, backend: TensorBackend): Promise<void> => {
  const t = tensor(steps(0, 1, 51), [51], "float32");
  const repeat = (point: readonly number[]): Tensor => broadcastTo(tensor(point), [51, 2]);
  const ends = { target: repeat([1, 0.5]), source: repeat([-1.2, 1.6]), t };
  const way = async (path: Path) => {
    const xy = await read(path.interpolate(ends), backend);
    return {
      x: xy.filter((_, i) => i % 2 === 0),
      y: xy.filter((_, i) => i % 2 === 1),
      arrows: { every: 12 },
    };
  };
  const lines = linePanel({
    series: [
      { ...(await way(linearPath())), label: "linear" },
      { ...(await way(cosinePath())), label: "cosine" },
    ],
    title: "From data (t = 0) to noise (t = 1)",
    xlabel: "x₁",
    ylabel: "x₂",
    equal: true,
  });
  const dots = scatterPanel({
    series: [
      { points: [1, 0.5], label: "data", color: "#E3E3B5" },
      { points: [-1.2, 1.6], label: "noise", color: "#6AFBFB" },
    ],
    opacity: 1,
    radius: 5,
  });
  book.draw("interpolation-paths", figure({ panels: [layers(lines, dots)], theme }));
};

/** Velocities on a grid at a time, one program for all times. */
const onGrid = (model: Model, columns: number, rows: number, backend: TensorBackend) => {
  const places = gridOf(columns, rows, [xlim, ylim]);
  const x = tensor(places, [columns * rows, 2], "float32");
  const velocity = compile((t: Tensor) => model(x, broadcastTo(t, [columns * rows])), { backend });
  return {
    places,
    at: async (t: number): Promise<Float32Array> => {
      const v = await velocity(t);
      const values = Float32Array.from(await v.data());
      v.dispose();
      return values;
    },
    dispose: () => velocity.dispose(),
  };
};

/** The exact velocity of the moons from t = 1 down to t = 0, with points that follow it. */
export const animateExactField = async (book: Book, backend: TensorBackend): Promise<void> => {
  const exact = gaussianMixture(moons().mixture).marginal(linearSchedule());
  const field = onGrid(exact.velocity, 24, 20, backend);
  const times = steps(1, 0.02, book.pick(24, 3));
  const flow = flowMatching({
    field: exact.velocity,
    base: standardNormal([2]),
    solver: rk4({ steps: 2 * times.length }),
    backend,
  }).bind();
  const way = await flow.trajectory([300], { key: key(7), times: [...times] });
  const all = Float32Array.from(await way.x.data());
  const frames: string[] = [];
  for (const [i, t] of times.entries()) {
    const arrows = velocityFieldPanel({
      x: field.places,
      // Arrows point where samples go: against time.
      vectors: (await field.at(t)).map((v) => -v),
      title: `The exact velocity, t = ${t.toFixed(2)}`,
      xlim,
      ylim,
      colorBar: false,
      length: 1.6,
    });
    const points = all.subarray(600 * i, 600 * (i + 1));
    const dots = scatterPanel({ points, opacity: 0.9, colors: [theme.series[1]!] });
    frames.push(figure({ panels: [layers(arrows, dots)], theme, panelWidth: 300 }));
  }
  field.dispose();
  book.animate("exact-field", frames, { fps: 8, colors: 32 });
};

/** Streamlines of the learned velocity from t = 1 down to t = 0. */
export const animateLearnedField = async (
  book: Book,
  model: BoundModel,
  backend: TensorBackend,
): Promise<void> => {
  const [columns, rows] = [48, 40];
  const field = onGrid(model, columns, rows, backend);
  const frames: string[] = [];
  for (const t of steps(1, 0, book.pick(21, 3))) {
    const vectors = (await field.at(t)).map((v) => -v);
    const title = `The learned velocity, t = ${t.toFixed(2)}`;
    const lines = streamlinesPanel({ vectors, columns, rows, xlim, ylim, title, density: 20, fastest: 3 });
    frames.push(figure({ panels: [lines], theme, panelWidth: 360 }));
  }
  field.dispose();
  book.animate("learned-field", frames, { fps: 8 });
};
