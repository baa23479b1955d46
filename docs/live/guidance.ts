import { figure, linePanel } from "@nami/plots";
import { rk4, solve } from "@nami/solvers";
import { liveFigure } from "./figure.js";
import { component, marginal } from "./mixture.js";

const starts = Array.from({ length: 13 }, (_, i) => (i - 6) * 0.4);
const times = Array.from({ length: 101 }, (_, i) => 1 - i / 100);
const modeOf = { "the left mode": 0, "the right mode": 1 };

/**
 * Classifier-free guidance on exact velocities: v∅ + w (v − v∅), with v given a mode and v∅ given none. At w = 1 the ways end
 * in that mode as its own density has it.
 */
export const figureOfGuidance = liveFigure({
  controls: {
    condition: { label: "condition", choices: Object.keys(modeOf), value: "the right mode" },
    scale: { label: "w", min: 0, max: 4, step: 0.5, value: 1 },
  },
  *draw({ condition, scale }, theme) {
    const k = modeOf[condition as keyof typeof modeOf];
    const velocity = (x: number, t: number): number => {
      const free = marginal(x, t).velocity;
      return free + scale * (component(k, x, t).velocity - free);
    };
    const series = starts.map((x) => {
      const { saved } = solve(velocity, x, { t0: 1, t1: 0, method: rk4({ steps: 200 }), saveAt: times });
      return { x: times, y: saved.map(({ y }) => y), color: theme.series[k], width: 1.2, dash: "none" };
    });
    const title = `${condition}, w = ${scale.toFixed(1)}`;
    yield figure({
      theme,
      panels: [linePanel({ series, title, xlabel: "t", ylabel: "x", xlim: [0, 1], ylim: [-3, 3] })],
    });
  },
});
