import { standardNormal } from "@nami/distributions";
import { flowMatching, type Model } from "@nami/models";
import { heatMapPanel, type Limits, layers, linePanel } from "@nami/plots";
import { euler } from "@nami/solvers";
import { key, type TensorBackend } from "@nami/tensor-backend";
import type { Book } from "../book/book.js";
import { curvesFrom } from "../book/curves.js";
import { steps } from "../book/numbers.js";
import type { Densities } from "./densities.js";
import { dataColor, densityAside, flowAxes, noiseColor, samplesAside, triptych } from "./layout.js";
import { fieldPanel } from "./learned-field.js";
import { asRows, countsOf } from "./reference-paths.js";

/** The learned velocity with paths through it, between noise and what it makes of noise. */
export const drawLearnedField = async (
  book: Book,
  model: Model,
  densities: Densities,
  backend: TensorBackend,
): Promise<void> => {
  const view: Limits = [-2.2, 2.2];
  const field = await fieldPanel(model, view, { title: "The learned velocity", backend });
  const paths = await curvesFrom(model, steps(-3.2, 3.2, 9), { steps: 100, method: euler, backend });
  const x = steps(0, 1, 101);
  const look = { color: "#111111", width: 1.3, arrows: { every: 35, offset: 7 } };
  const base = standardNormal([1]);
  const flow = flowMatching({ field: model, base, solver: euler({ steps: 100 }), backend }).bind();
  const made = Float32Array.from(
    await (await flow.sample([book.pick(100_000, 2_000)], { key: key(3) })).data(),
  );
  book.draw(
    "learned-velocity",
    triptych([
      densityAside("Noise", view, densities.noise, noiseColor),
      layers(field, linePanel({ series: paths.map((y) => ({ x, y, ...look })) })),
      samplesAside("Samples", view, made, dataColor),
    ]),
  );
};

/** Where a hundred thousand sampled paths run. */
export const drawSampledPaths = async (book: Book, model: Model, backend: TensorBackend): Promise<void> => {
  const view: Limits = [-2.5, 2.5];
  const [count, points] = [book.pick(200, 20), book.pick(100_000, 2_000)];
  const times = Array.from({ length: count + 1 }, (_, i) => 1 - i / count);
  const base = standardNormal([1]);
  const flow = flowMatching({ field: model, base, solver: euler({ steps: count }), backend }).bind();
  const { x } = await flow.trajectory([points], { key: key(4), times });
  const all = Float32Array.from(await x.data());
  const at = (step: number): Float32Array => all.subarray(step * points, (step + 1) * points);
  const image = heatMapPanel({
    values: asRows(times.map((_, step) => countsOf(at(step), 480, view))),
    columns: count + 1,
    rows: 480,
    xlim: [0, 1],
    ylim: view,
    colorBar: false,
    title: `Density of ${points.toLocaleString("en")} sampled paths`,
    ...flowAxes,
    ylabel: "",
  });
  book.draw(
    "sampled-paths",
    triptych([
      samplesAside("Noise", view, at(0), noiseColor),
      image,
      samplesAside("Samples", view, at(count), dataColor),
    ]),
  );
};
