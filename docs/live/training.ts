import { tfjsBackend } from "@nami/backend-tfjs";
import { checkerboard, eightGaussians, moons, pinwheel } from "@nami/datasets";
import { standardNormal } from "@nami/distributions";
import { flowMatching, fmLoss, velocityField } from "@nami/models";
import { figure, lossPanel, scatterPanel } from "@nami/plots";
import { heun } from "@nami/solvers";
import { evaluate, key } from "@nami/tensor-backend";
import { adam, cosineDecay, trainer } from "@nami/training";
import { liveFigure } from "./figure.js";
import { pointsOf } from "./points.js";
import { wasmPaths } from "./wasm-paths.js";

const toys = {
  moons: moons(),
  "eight Gaussians": eightGaussians({ radius: 2, std: 0.2 }),
  checkerboard: checkerboard({ halfWidth: 2 }),
  pinwheel: pinwheel(),
};
const rows = 1000;

/** A flow that learns, from its first step to its last. */
export const figureOfTraining = liveFigure({
  controls: {
    toy: { label: "data", choices: Object.keys(toys), value: "moons" },
    steps: { label: "steps", min: 200, max: 4000, step: 200, value: 1200 },
  },
  async *draw({ toy, steps }, theme) {
    const backend = tfjsBackend({ device: "wasm", wasmPaths });
    const base = standardNormal([2]);
    const field = velocityField({ dim: 2, hidden: 64 });
    const data = await evaluate(toys[toy as keyof typeof toys].sample([10_000], { key: key(0) }), {
      backend,
    });
    const optimizer = adam({ learningRate: cosineDecay({ learningRate: 0.01, steps }) });
    const training = trainer({ field, loss: fmLoss, optimizer, data, base, batchSize: 256, backend });
    const shown = (await pointsOf(data)).subarray(0, 2 * rows);
    const limits = { xlim: [-3, 3], ylim: [-3, 3] } as const;
    const losses: number[] = [];
    for await (const { step, loss } of training.fit({ key: key(1), steps })) {
      losses.push(loss);
      if (step % 200 !== 0) continue;
      const model = field.with(await training.params());
      const flow = flowMatching({ field: model, base, solver: heun({ steps: 16 }), backend }).bind();
      const samples = await pointsOf(await flow.sample([rows], { key: key(2) }));
      yield figure({
        theme,
        share: false,
        panels: [
          scatterPanel({ points: shown, title: "Data", ...limits }),
          scatterPanel({
            series: [{ points: samples, color: theme.series[1] }],
            title: `Samples, step ${step}`,
            ...limits,
          }),
          lossPanel({ loss: losses, title: "Loss" }),
        ],
      });
    }
    backend.dispose();
  },
});
