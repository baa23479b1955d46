import { figure, linePanel } from "@nami/plots";
import { key, normal, permutation, randint, split } from "@nami/random";
import { assign, sinkhorn, squaredDistances } from "@nami/transport";
import { liveFigure } from "./figure.js";

/** For each source the target that a coupling gives it. */
const pair = (coupling: string, cost: Float64Array, n: number): ArrayLike<number> => {
  if (coupling === "independent") return Array.from({ length: n }, (_, i) => i);
  if (coupling === "optimal transport") return assign(cost, { rows: n, columns: n }).columnOfRow;
  const { plan } = sinkhorn(cost, { rows: n, columns: n, regularization: 1 });
  // The likeliest target; `sinkhornCoupling` draws one.
  return Array.from({ length: n }, (_, i) => {
    const row = [...plan.subarray(i * n, (i + 1) * n)];
    return row.indexOf(Math.max(...row));
  });
};

/** Which noise goes to which datum: lines of a batch from a normal source to eight Gaussians. */
export const figureOfCouplings = liveFigure({
  controls: {
    coupling: {
      label: "coupling",
      choices: ["independent", "optimal transport", "entropic"],
      value: "optimal transport",
    },
    rows: { label: "rows of a batch", min: 8, max: 256, step: 8, value: 64 },
  },
  *draw({ coupling, rows }, theme) {
    const [a, b, c, d] = split(key(0), 4);
    const source = normal(a!, [rows, 2], { dtype: "float64" });
    const errors = normal(b!, [rows, 2]);
    const mode = randint(c!, [rows], { low: 0, high: 8 });
    const order = permutation(d!, rows);
    const target = Float64Array.from({ length: 2 * rows }, (_, i) => {
      const angle = (mode[order[i >> 1]!]! * Math.PI) / 4;
      return 5 * (i % 2 ? Math.sin(angle) : Math.cos(angle)) + 0.4 * errors[i]!;
    });
    const cost = squaredDistances(source, target, { dimension: 2 });
    const columns = pair(coupling, cost, rows);
    let total = 0;
    const series = Array.from({ length: rows }, (_, i) => {
      const j = columns[i]!;
      total += cost[i * rows + j]!;
      return {
        x: [source[2 * i]!, target[2 * j]!],
        y: [source[2 * i + 1]!, target[2 * j + 1]!],
        color: theme.series[0],
        dash: "none",
        width: 1,
        opacity: 0.6,
      };
    });
    const title = `Mean squared length ${(total / rows).toFixed(1)}`;
    yield figure({
      theme,
      panels: [linePanel({ series, equal: true, title, xlim: [-6.5, 6.5], ylim: [-6.5, 6.5] })],
    });
  },
});
