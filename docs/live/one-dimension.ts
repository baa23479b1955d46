import { figure, linePanel } from "@nami/plots";
import { euler, heun, type OdeMethod, rk4, solve } from "@nami/solvers";
import { liveFigure } from "./figure.js";
import { marginal } from "./mixture.js";

const methods = { euler, heun, rk4 };
const starts = Array.from({ length: 15 }, (_, i) => (i - 7) * 0.4);

/** The way of one point from noise to data, at the times of the steps. */
const way = (x: number, method: OdeMethod, times: readonly number[]): number[] => {
  const { saved } = solve((y, t) => marginal(y, t).velocity, x, { t0: 1, t1: 0, method, saveAt: [...times] });
  return saved.map(({ y }) => y);
};

/** Paths of a flow on the line, by few steps and exactly. */
export const figureOfPaths = liveFigure({
  controls: {
    method: { label: "method", choices: Object.keys(methods), value: "euler" },
    steps: { label: "steps", min: 1, max: 40, step: 1, value: 6 },
  },
  *draw({ method, steps }, theme) {
    const coarse = Array.from({ length: steps + 1 }, (_, i) => 1 - i / steps);
    const fine = Array.from({ length: 101 }, (_, i) => 1 - i / 100);
    const make = methods[method as keyof typeof methods];
    const exact = rk4({ steps: 200 });
    const series = starts.flatMap((x, i) => [
      {
        x: fine,
        y: way(x, exact, fine),
        color: theme.muted,
        dash: "none",
        opacity: 0.45,
        width: 3,
        label: i === 0 ? "the flow" : undefined,
      },
      {
        x: coarse,
        y: way(x, make({ steps }), coarse),
        color: theme.series[1],
        dash: "none",
        width: 1.2,
        label: i === 0 ? `${method}, ${steps} steps` : undefined,
      },
    ]);
    const grid = Array.from({ length: 201 }, (_, i) => -3 + (6 * i) / 200);
    const density = (t: number) => grid.map((x) => marginal(x, t).density);
    yield figure({
      theme,
      share: false,
      panels: [
        linePanel({
          series,
          title: "From noise (t = 1) to data (t = 0)",
          xlabel: "t",
          ylabel: "x",
          xlim: [0, 1],
          ylim: [-3, 3],
        }),
        linePanel({
          series: [
            { x: grid, y: density(0), label: "data" },
            { x: grid, y: density(1), label: "noise" },
          ],
          title: "Densities",
          xlabel: "x",
        }),
      ],
    });
  },
});
