import { figure, linePanel } from "@nami/plots";
import { brownianTree, key } from "@nami/random";
import { eulerMaruyama, solveSde } from "@nami/solvers";
import { liveFigure } from "./figure.js";
import { marginal } from "./mixture.js";

const starts = Array.from({ length: 9 }, (_, i) => (i - 4) * 0.5);
const times = Array.from({ length: 201 }, (_, i) => 1 - i / 200);

/**
 * Sampling with noise ε(t) = scale · t added on the way: dx = (v − ε s) dt + √(2ε) dW, run from t = 1 to 0, whose
 * marginals are those of the flow for every scale. The score is s = −E[source | x]/t.
 */
export const figureOfReverseSde = liveFigure({
  controls: {
    scale: { label: "noise", min: 0, max: 2, step: 0.1, value: 0.5 },
    seed: { label: "key", min: 0, max: 9, step: 1, value: 0 },
  },
  *draw({ scale, seed }, theme) {
    const drift = (x: number, t: number): number => {
      const { velocity, data } = marginal(x, t);
      // −ε s = scale · E[source], and E[source] is data + velocity.
      return velocity + scale * (data + velocity);
    };
    const series = starts.map((x, i) => {
      const diffusion = (_: number, t: number) => Math.sqrt(2 * scale * Math.max(t, 0));
      const problem = { drift, diffusion, calculus: "ito" } as const;
      const noise = brownianTree(key(100 * seed + i));
      const { saved } = solveSde(problem, x, {
        t0: 1,
        t1: 0,
        method: eulerMaruyama({ steps: 200 }),
        noise,
        saveAt: times,
      });
      return { x: times, y: saved.map(({ y }) => y), width: 1.2, dash: "none" };
    });
    const title = scale === 0 ? "The flow" : `With noise ${scale.toFixed(1)}`;
    yield figure({
      theme,
      panels: [linePanel({ series, title, xlabel: "t", ylabel: "x", xlim: [0, 1], ylim: [-3, 3] })],
    });
  },
});
