import { figure, linePanel } from "@nami/plots";
import { bosh3, dop853, dopri5, rk4, solve, tsit5 } from "@nami/solvers";
import type { OdeProblem } from "./workers/ode/problems.js";

const adaptive = { bosh3, dopri5, tsit5, dop853 };

/** Calls of f that a method needs for an error, one panel a problem. */
export const workPrecision = (problems: readonly OdeProblem[]): string =>
  figure({
    title: "Work and precision",
    panels: problems.map(({ name, inPlace, y0, t1 }) => {
      const at = (method: ReturnType<typeof rk4>) =>
        solve(inPlace, Float64Array.from(y0), { t0: 0, t1, method });
      const reference = at(dop853({ rtol: 1e-13, atol: 1e-13 })).y;
      const lineOf = (label: string, methods: readonly ReturnType<typeof rk4>[]) => {
        const points = methods
          .map((method) => at(method))
          .map(({ y, stats }) => ({
            digits: -Math.log10(Math.hypot(...reference.map((v, i) => v - y[i]!))),
            evaluations: stats.evaluations,
          }))
          .filter(({ digits }) => digits > 1 && digits < 10.5);
        return {
          label,
          x: points.map(({ digits }) => digits),
          y: points.map(({ evaluations }) => evaluations),
        };
      };
      const tolerances = Array.from({ length: 19 }, (_, i) => 10 ** (-3 - i / 2));
      return linePanel({
        title: name,
        xlabel: "correct digits at the end",
        ylabel: "calls of f",
        log: true,
        series: [
          lineOf(
            "rk4",
            Array.from({ length: 14 }, (_, i) => rk4({ steps: Math.round(200 * 2 ** (i * 0.75)) })),
          ),
          ...Object.entries(adaptive).map(([label, make]) =>
            lineOf(
              label,
              (label === "bosh3" ? tolerances.slice(0, 14) : tolerances).map((tol) =>
                make({ rtol: tol, atol: tol }),
              ),
            ),
          ),
        ].filter(({ x }) => x.length > 1),
      });
    }),
  });
