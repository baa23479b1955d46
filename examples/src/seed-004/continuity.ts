import { gaussianMixture } from "@nami/distributions";
import { figure, heatMapPanel, type LineSeries, labelPanel, layers, linePanel } from "@nami/plots";
import { linearSchedule } from "@nami/schedules";
import { rk4 } from "@nami/solvers";
import { evaluate, exp, referenceBackend, tensor } from "@nami/tensor-backend";
import type { Book } from "../book/book.js";
import { curvesFrom } from "../book/curves.js";
import { steps } from "../book/numbers.js";

const [ink, red] = ["#3B4252", "#C62828"] as const;

/** A small box that fluid enters at the left and leaves at the right: what it gains is the difference of the two. */
export const drawFluxCube = (book: Book): void => {
  const [depthX, depthY] = [0.35, 0.3];
  const edge = (x: readonly number[], y: readonly number[], dash?: string): LineSeries => ({
    x,
    y,
    color: ink,
    width: 1.5,
    dash,
  });
  const flux = (x: number): LineSeries => ({
    x: [x, x + 0.55],
    y: [0.65, 0.65],
    color: red,
    width: 3,
    arrows: { every: 1 },
  });
  const cube = [
    edge([0, 1, 1, 0, 0], [0, 0, 1, 1, 0]),
    edge([0, depthX, 1 + depthX, 1], [1, 1 + depthY, 1 + depthY, 1]),
    edge([1 + depthX, 1 + depthX, 1], [1 + depthY, depthY, 0]),
    edge([0, depthX, 1 + depthX], [0, depthY, depthY], "4 4"),
    edge([depthX, depthX], [depthY, 1 + depthY], "4 4"),
    flux(-0.45),
    flux(1.2),
  ];
  const words = labelPanel([
    { text: "b ρ dx dz", x: -0.45, y: 0.65, offset: [0, 10], color: red, size: 14 },
    { text: "(b ρ + ∂(b ρ)/∂y dy) dx dz", x: 1.2, y: 0.65, offset: [40, 12], color: red, size: 14 },
    { text: "dy", x: 0.5, y: 0, offset: [-6, -18], size: 14 },
    { text: "dz", x: 0, y: 0.3, offset: [-24, 0], size: 14 },
    { text: "dx", x: 1.2, y: 0.1, offset: [8, -6], size: 14 },
    { text: "∂ρ/∂t + ∇·(b ρ) = 0", x: 0.3, y: -0.35, size: 16 },
  ]);
  const picture = linePanel({ series: cube, xlim: [-0.8, 2.8], ylim: [-0.5, 1.45], equal: true });
  book.draw("flux-cube", figure({ panels: [{ ...layers(picture, words), bare: true }], panelWidth: 620 }));
};

/** A density that moves from one mode to two, and the curves along which its mass moves, all exact. */
export const drawCharacteristics = async (book: Book): Promise<void> => {
  const backend = referenceBackend({ dtype: "float64" });
  const halves = gaussianMixture({ weights: [0.5, 0.5], means: [[-1.6], [1.6]], variances: [0.09, 0.09] });
  const exact = halves.marginal(linearSchedule());
  const [columns, rows] = [book.pick(160, 40), book.pick(200, 50)];
  const places = steps(-3, 3, rows);
  const points = Float64Array.from({ length: rows * columns }, (_, i) => places[Math.floor(i / columns)]!);
  const times = Float64Array.from({ length: rows * columns }, (_, i) => 1 - (i % columns) / (columns - 1));
  const density = exp(
    exact.logProb(tensor(points, [points.length, 1], "float64"), tensor(times, undefined, "float64")),
  );
  const values = Float64Array.from(await (await evaluate(density, { backend })).data());
  const curves = await curvesFrom(exact.velocity, steps(-2.4, 2.4, 17), { steps: 60, method: rk4, backend });
  const step = steps(0, 1, 61);
  book.draw(
    "characteristics",
    figure({
      panels: [
        layers(
          heatMapPanel({
            values,
            columns,
            rows,
            xlim: [0, 1],
            ylim: [-3, 3],
            label: "ρ",
            title: "A density and its characteristic curves",
            xlabel: "1 − t",
            ylabel: "x",
          }),
          linePanel({
            series: curves.map((y) => ({
              x: step,
              y,
              color: "#FFFFFF",
              width: 1.2,
              opacity: 0.85,
              arrows: { every: 20 },
            })),
          }),
        ),
      ],
      panelWidth: 600,
      panelHeight: 320,
    }),
  );
};
