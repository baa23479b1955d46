import { standardNormal } from "@nami/distributions";
import {
  figure,
  heatMapPanel,
  type Limits,
  labelPanel,
  layers,
  lightTheme,
  linePanel,
  type Panel,
  scatterPanel,
} from "@nami/plots";
import { euler, solve } from "@nami/solvers";
import { key, type TensorBackend } from "@nami/tensor-backend";
import type { Book } from "../book/book.js";
import { read, steps } from "../book/numbers.js";
import type { Densities } from "./densities.js";
import { dataColor, densityAside, flowAxes, noiseColor, samplesAside, triptych } from "./layout.js";
import { mixture } from "./mixture.js";

const view: Limits = [-2.5, 2.5];
const [green, gray, red] = ["#2E8B57", "#6B7280", "#C62828"] as const;

/** How many of the values fall into each of `bins` intervals. */
export const countsOf = (values: Iterable<number>, bins: number, [low, high]: Limits): Float64Array => {
  const counts = new Float64Array(bins);
  for (const value of values) {
    const bin = Math.floor(((value - low) / (high - low)) * bins);
    if (bin >= 0 && bin < bins) counts[bin]! += 1;
  }
  return counts;
};

/** Columns of numbers, each from below to above, as rows of a grid for `heatMapPanel`. */
export const asRows = (columns: readonly Float64Array[]): Float64Array => {
  const rows = columns[0]?.length ?? 0;
  return Float64Array.from(
    { length: rows * columns.length },
    (_, i) => columns[i % columns.length]![Math.floor(i / columns.length)]!,
  );
};

/** Straight lines between seven pairs, and the density of a hundred thousand. */
const drawPaths = (
  book: Book,
  noise: Float32Array,
  data: Float32Array,
  { noise: p0, data: p1 }: Densities,
) => {
  const lines = Array.from({ length: 7 }, (_, i) => ({ x: [0, 1], y: [noise[i]!, data[i]!] }));
  const ends = lines.map(({ x, y }) => ({ points: x.flatMap((one, i) => [one, y[i]!]) }));
  const some = layers(
    linePanel({
      series: lines.map((line) => ({ ...line, width: 1.5, opacity: 0.7 })),
      title: "Seven straight paths",
      xlim: [0, 1],
      ylim: view,
      ...flowAxes,
      ylabel: "",
    }),
    scatterPanel({ series: ends, opacity: 1, radius: 4, equal: false }),
  );
  const at = (step: number): Float64Array => {
    const values = Float64Array.from(noise, (x, i) => (1 - step) * x + step * data[i]!);
    return countsOf(values, 480, view);
  };
  const all = heatMapPanel({
    values: asRows(Array.from(steps(0, 1, 101), at)),
    columns: 101,
    rows: 480,
    xlim: [0, 1],
    ylim: view,
    colorBar: false,
    title: `Density of ${noise.length.toLocaleString("en")} straight paths`,
    ...flowAxes,
    ylabel: "",
  });
  const panels: Panel[] = [
    densityAside("Noise", view, p0, noiseColor),
    some,
    densityAside("Data", view, p1, dataColor),
    samplesAside("Noise, samples", view, noise, noiseColor),
    all,
    samplesAside("Data, samples", view, data, dataColor),
  ];
  book.draw(
    "reference-paths",
    figure({ panels, widths: [1, 5, 1], share: "y", panelWidth: 230, panelHeight: 260 }),
  );
};

/** What a network is asked to predict on one path: the difference of its ends. */
const drawTarget = (book: Book, { noise: p0, data: p1 }: Densities): void => {
  const [source, target, step] = [1.32, -1.92, 0.67];
  const at = (1 - step) * source + step * target;
  const velocity = target - source;
  const dotted = { color: gray, width: 1.2, dash: "2 4" };
  const middle = layers(
    linePanel({
      series: [
        { x: [0, 1], y: [source, target], color: green, label: "path" },
        { x: [0, 1], y: [source, source], ...dotted, color: green },
        { x: [0, step], y: [at, at], ...dotted },
        { x: [step, step], y: [view[0], at], ...dotted },
        {
          x: [step, step + 0.15],
          y: [at, at + 0.15 * velocity],
          color: red,
          width: 3,
          arrows: { every: 1 },
          label: "velocity: data − noise",
        },
      ],
      title: "The velocity of one path",
      xlim: [0, 1],
      ylim: view,
      ...flowAxes,
      ylabel: "",
    }),
    scatterPanel({
      series: [
        { points: [0, source, 1, target], color: green },
        { points: [step, at], color: lightTheme.text },
      ],
      opacity: 1,
      radius: 4.5,
      equal: false,
    }),
    labelPanel([
      { text: "noise", x: 0, y: source, offset: [8, 8], color: green, size: 16 },
      { text: "data", x: 1, y: target, offset: [-44, -16], color: green, size: 16 },
      { text: "x at step 0.67", x: step, y: at, offset: [10, 8], color: lightTheme.text },
    ]),
  );
  book.draw(
    "target-velocity",
    triptych([
      densityAside("Noise", view, p0, noiseColor),
      middle,
      densityAside("Data", view, p1, dataColor),
    ]),
  );
};

/** The mean velocity of all paths through a cell: what the network learns, found by counting. */
const averageField = (noise: Float32Array, data: Float32Array, range: Limits, bins: number): Float64Array[] =>
  Array.from(steps(0, 1, 21), (step) => {
    const [sum, count] = [new Float64Array(bins), new Float64Array(bins)];
    noise.forEach((x, i) => {
      const place = (1 - step) * x + step * data[i]!;
      const bin = Math.floor(((place - range[0]) / (range[1] - range[0])) * bins);
      if (bin < 0 || bin >= bins) return;
      sum[bin]! += data[i]! - x;
      count[bin]! += 1;
    });
    return sum.map((value, i) => value / count[i]!);
  });

const drawAverage = (book: Book, noise: Float32Array, data: Float32Array): void => {
  const [narrow, wide]: Limits[] = [
    [-2.2, 2.2],
    [-3.2, 3.2],
  ];
  const shown = averageField(noise, data, narrow!, 200);
  const forPaths = averageField(noise, data, wide!, 200);
  // Where no path came by nothing pushes.
  const velocity = (x: number, step: number): number => {
    const bin = Math.min(199, Math.max(0, Math.floor(((x + 3.2) / 6.4) * 200)));
    return forPaths[Math.round(step * 20)]?.[bin] || 0;
  };
  const ends = steps(0, 1, 101);
  const lines = Array.from(steps(-3.2, 3.2, 9), (start) => {
    const { saved } = solve((x: number, t: number) => velocity(x, t), start, {
      t0: 0,
      t1: 1,
      method: euler({ steps: 100 }),
      saveAt: ends,
    });
    const look = { color: "#111111", width: 1.3, arrows: { every: 7 } };
    return { x: saved.map(({ t }) => t), y: saved.map(({ y }) => y), ...look };
  });
  const field = heatMapPanel({
    values: asRows(shown),
    columns: 21,
    rows: 200,
    xlim: [-0.025, 1.025],
    ylim: narrow!,
    colors: "diverging",
    label: "mean velocity: red up, blue down",
    title: "The mean velocity of all paths through a cell",
    ...flowAxes,
    ylabel: "",
  });
  const middle = layers(field, linePanel({ series: lines }));
  book.draw(
    "average-velocity",
    triptych([
      samplesAside("Noise", narrow!, noise, noiseColor),
      middle,
      samplesAside("Data", narrow!, data, dataColor),
    ]),
  );
};

/** The straight paths between noise and data: what a network is trained on. */
export const drawReferencePaths = async (
  book: Book,
  densities: Densities,
  backend: TensorBackend,
): Promise<void> => {
  const count = book.pick(100_000, 2_000);
  const noise = await read(standardNormal([1]).sample([count], { key: key(1) }), backend);
  const data = await read(mixture.sample([count], { key: key(2) }), backend);
  drawPaths(book, noise, data, densities);
  drawTarget(book, densities);
  drawAverage(book, noise, data);
};
