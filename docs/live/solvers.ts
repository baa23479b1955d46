import { figure, linePanel } from "@nami/plots";
import { dop853, dopri5, euler, heun, midpoint, type OdeMethod, rk4, solve, tsit5 } from "@nami/solvers";
import { liveFigure } from "./figure.js";
import { marginal } from "./mixture.js";

const velocity = (x: number, t: number): number => marginal(x, t).velocity;
const starts = Array.from({ length: 41 }, (_, i) => (i - 20) / 8);
const interval = { t0: 1, t1: 0 } as const;
const budgets = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256];

/** Fixed methods at so many evaluations, and adaptive ones at falling tolerances. */
const fixed = {
  euler: (evaluations: number) => euler({ steps: evaluations }),
  midpoint: (evaluations: number) => midpoint({ steps: evaluations / 2 }),
  heun: (evaluations: number) => heun({ steps: evaluations / 2 }),
  rk4: (evaluations: number) => rk4({ steps: evaluations / 4 }),
};
const adaptive = {
  dopri5: (tolerance: number) => dopri5({ rtol: tolerance, atol: tolerance }),
  tsit5: (tolerance: number) => tsit5({ rtol: tolerance, atol: tolerance }),
};

/** The error of methods for ODEs against what they cost, on an exact velocity. */
export const figureOfSolvers = liveFigure({
  controls: { most: { label: "most evaluations", min: 32, max: 256, step: 32, value: 128 } },
  *draw({ most }, theme) {
    const exact = starts.map(
      (x) => solve(velocity, x, { ...interval, method: dop853({ rtol: 1e-12, atol: 1e-12 }) }).y,
    );
    const measured = (method: OdeMethod): readonly [evaluations: number, error: number] => {
      const ends = starts.map((x) => solve(velocity, x, { ...interval, method }));
      const squares = ends.reduce((sum, { y }, i) => sum + (y - exact[i]!) ** 2, 0);
      const evaluations = ends.reduce((sum, { stats }) => sum + stats.evaluations, 0) / ends.length;
      return [evaluations, Math.sqrt(squares / ends.length)];
    };
    const tolerances = Array.from({ length: 9 }, (_, i) => 10 ** -(1 + i));
    const lines = [
      ...Object.entries(fixed).map(
        ([label, method]) => [label, budgets.map((budget) => measured(method(budget)))] as const,
      ),
      ...Object.entries(adaptive).map(
        ([label, method]) => [label, tolerances.map((tolerance) => measured(method(tolerance)))] as const,
      ),
    ];
    const series = lines.map(([label, points]) => {
      const shown = points.filter(([evaluations]) => evaluations <= most);
      return { label, x: shown.map(([x]) => x), y: shown.map(([, y]) => y) };
    });
    yield figure({
      theme,
      panels: [
        linePanel({
          series,
          log: true,
          logX: true,
          title: "Two modes on the line, linear path",
          xlabel: "evaluations",
          ylabel: "error",
        }),
      ],
    });
  },
});
