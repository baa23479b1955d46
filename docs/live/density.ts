import { circles, eightGaussians, moons, spirals } from "@nami/datasets";
import { gaussianMixture } from "@nami/distributions";
import { densityPanel, figure } from "@nami/plots";
import { linearSchedule } from "@nami/schedules";
import { key, tensor } from "@nami/tensor-backend";
import { liveFigure } from "./figure.js";
import { pointsOf } from "./points.js";

const toys = {
  moons: moons(),
  "eight Gaussians": eightGaussians({ radius: 2 }),
  circles: circles(),
  spirals: spirals(),
};
const cells = 56;

/** The exact log-density of a toy on its way into noise. */
export const figureOfDensity = liveFigure({
  controls: {
    toy: { label: "data", choices: Object.keys(toys), value: "moons" },
    t: { label: "t", min: 0, max: 1, step: 0.05, value: 0.1 },
  },
  async *draw({ toy: name, t }, theme) {
    const toy = toys[name as keyof typeof toys];
    const half = name === "moons" ? 2 : 4;
    const limits = [-half, half] as const;
    const place = (i: number): number => -half + (2 * half * (i + 0.5)) / cells;
    const grid = Float32Array.from({ length: 2 * cells * cells }, (_, i) =>
      place(i % 2 ? Math.floor((i >> 1) / cells) : (i >> 1) % cells),
    );
    const { logProb } = gaussianMixture(toy.mixture).marginal(linearSchedule());
    const x = tensor(grid, [cells * cells, 2]);
    const values = await pointsOf(logProb(x, t));
    const points = await pointsOf(toy.sample([300], { key: key(0) }));
    yield figure({
      theme,
      panels: [
        densityPanel({
          values,
          columns: cells,
          rows: cells,
          xlim: limits,
          ylim: limits,
          points: t < 0.05 ? points.filter((_, i) => inside(points, i, half)) : undefined,
          title: `log p at t = ${t.toFixed(2)}`,
        }),
      ],
    });
  },
});

/** Whether entry i belongs to a point inside of the map. */
const inside = (points: ArrayLike<number>, i: number, half: number): boolean =>
  Math.abs(points[i & ~1]!) < half && Math.abs(points[i | 1]!) < half;
