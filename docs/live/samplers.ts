import { figure, linePanel } from "@nami/plots";
import { linearSchedule } from "@nami/schedules";
import {
  type DiffusionMethod,
  ddim,
  dop853,
  dpmSolverPP,
  edmHeun,
  ipndm,
  sampleDiffusion,
  solve,
  uniformGrid,
  unipc,
} from "@nami/solvers";
import { liveFigure } from "./figure.js";
import { marginal } from "./mixture.js";

const methods: Readonly<Record<string, DiffusionMethod>> = {
  ddim: ddim(),
  edmHeun: edmHeun(),
  "dpmSolverPP, order 2": dpmSolverPP({ order: 2 }),
  "ipndm, order 4": ipndm({ order: 4 }),
  "unipc, order 3": unipc({ order: 3 }),
};
const velocity = (x: number, t: number): number => marginal(x, t).velocity;
const starts = Array.from({ length: 41 }, (_, i) => (i - 20) / 8);
// The sampler starts a little inside of t = 1, as the exact flow does here.
const first = 0.999;

/** The error of diffusion samplers against what they cost, on an exact denoiser. */
export const figureOfSamplers = liveFigure({
  controls: { most: { label: "most evaluations", min: 10, max: 80, step: 10, value: 40 } },
  *draw({ most }, theme) {
    const exact = starts.map(
      (x) => solve(velocity, x, { t0: first, t1: 0, method: dop853({ rtol: 1e-10, atol: 1e-10 }) }).y,
    );
    const budgets = [4, 6, 8, 12, 16, 24, 32, 48, 64].filter((steps) => steps <= most);
    const series = Object.entries(methods).map(([label, method]) => {
      const x: number[] = [];
      const y: number[] = [];
      for (const steps of budgets) {
        const grid = uniformGrid({ steps, from: first });
        let sum = 0;
        let evaluations = 0;
        for (const [i, start] of starts.entries()) {
          const found = sampleDiffusion(velocity, start, {
            ...linearSchedule(),
            predicts: "velocity",
            method,
            grid,
          });
          sum += (found.y - exact[i]!) ** 2;
          evaluations = found.stats.evaluations;
        }
        x.push(evaluations);
        y.push(Math.sqrt(sum / starts.length));
      }
      return { x, y, label };
    });
    yield figure({
      theme,
      panels: [
        linePanel({
          series,
          log: true,
          logX: true,
          title: "Two modes on the line, linear path, uniform grid",
          xlabel: "evaluations",
          ylabel: "error",
        }),
      ],
    });
  },
});
