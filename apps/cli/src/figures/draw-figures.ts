import {
  figure,
  linePanel,
  logDensityMap,
  lossPanel,
  scatter,
  scatterPanel,
  type Theme,
  trajectoryPanels,
  velocityFieldPanel,
} from "@nami/plots";
import { type Limits, limitsOf } from "../evaluation/grid.js";
import type { FigureData, PlaneData } from "./figure-data.js";

/** A figure of a run. */
export interface Figure {
  /** File name without extension. */
  readonly name: string;
  readonly title: string;
  /** One sentence on what to see in it. */
  readonly caption: string;
  readonly svg: string;
}

/** Points that a scatter plot takes at most: beyond that they only cover each other. */
const mostPoints = 10_000;
/** White dots over the log-density map. */
const mostDots = 500;

const lossFigure = ({ losses, optimalLoss, distances }: FigureData, theme: Theme): Figure => {
  const window = Math.min(100, Math.max(1, Math.floor(losses.values.length / 5)));
  const loss = lossPanel(
    { loss: losses.values, steps: losses.steps, window, floor: optimalLoss, title: "Loss" },
    theme,
  );
  const known = distances.values.length > 1 && distances.values.every((value) => value > 0);
  const distance =
    known &&
    linePanel({
      title: "Distance to the optimum",
      series: [{ x: distances.steps, y: distances.values }],
      xlabel: "step",
      ylabel: "mean (v − v*)²",
      log: true,
    });
  return {
    name: "loss",
    title: "Training",
    caption: known
      ? "Noise hides how far the loss is above its optimum; the distance of the model from the exact velocity shows it."
      : "The loss of every step, and its moving average.",
    svg: figure({
      panels: distance ? [loss, distance] : [loss],
      share: false,
      theme,
      panelWidth: known ? 440 : 640,
      panelHeight: 260,
    }),
  };
};

/** Limits that hold both the figure's and the noise, which reaches to ±3. */
const withNoise = ([low, high]: Limits): Limits => [Math.min(-3, low), Math.max(3, high)];

const planeFigures = (plane: PlaneData, theme: Theme): Figure[] => {
  const { xlim, ylim, data, samples, trajectory, density, bySteps, velocity } = plane;
  const limits = { xlim, ylim };
  const shown = data.subarray(0, 2 * mostPoints);
  const beside = data.subarray(0, samples.length);
  const [around, aroundY] = limitsOf(data, 0.12);
  const tight = { xlim: around, ylim: aroundY };
  const colors = (index: 0 | 1): { readonly colors: readonly string[] } => ({
    colors: [theme.series[index]!],
  });
  return [
    {
      name: "data",
      title: "Data",
      caption: `${(shown.length / 2).toLocaleString("en")} rows of the training data.`,
      svg: scatter({ points: shown, ...tight, theme, panelWidth: 520, opacity: 0.4 }),
    },
    {
      name: "samples",
      title: "Data beside samples",
      caption: "The model has learned the data when the two cannot be told apart.",
      svg: figure({
        panels: [
          scatterPanel({ points: beside, title: "data", ...tight, ...colors(0) }),
          scatterPanel({ points: samples, title: "samples", ...tight, ...colors(1) }),
        ],
        theme,
        panelWidth: 440,
      }),
    },
    {
      name: "evolution",
      title: "From noise to data",
      caption: "The same samples on their way from noise (t = 1) to data.",
      svg: trajectoryPanels({
        ...trajectory,
        times: trajectory.t,
        xlim: withNoise(xlim),
        ylim: withNoise(ylim),
        theme,
        color: theme.series[1],
      }),
    },
    {
      name: "log-density",
      title: "Log-density",
      caption:
        "Exact under the model, by the change of variables along the flow, in nats; white dots are data.",
      svg: logDensityMap({
        values: density.values,
        columns: density.grid.columns,
        rows: density.grid.rows,
        ...limits,
        points: data.subarray(0, 2 * mostDots),
        theme,
        panelWidth: 620,
      }),
    },
    {
      name: "solver-steps",
      title: "How many solver steps",
      caption: "500 samples by RK4 from the same noise: where more steps change nothing, fewer will do.",
      svg: figure({
        panels: bySteps.map(({ steps, points }) =>
          scatterPanel({ points, title: `${steps} steps`, ...tight, ...colors(1) }),
        ),
        theme,
      }),
    },
    {
      name: "velocity",
      title: "Velocity",
      caption: "The learned field: samples follow it backwards, from t = 1 to t = 0.",
      svg: figure({
        panels: velocity.map(({ t, x, v }) =>
          velocityFieldPanel({ x, vectors: v, ...limits, title: `t = ${t}`, colorBar: false, length: 1.8 }),
        ),
        theme,
      }),
    },
  ];
};

/** Draws all figures of a run in the colours of a theme. */
export const drawFigures = (data: FigureData, theme: Theme): Figure[] => {
  const loss = lossFigure(data, theme);
  if (data.plane === undefined) return [loss];
  const [first, ...rest] = planeFigures(data.plane, theme);
  return [first!, loss, ...rest];
};
