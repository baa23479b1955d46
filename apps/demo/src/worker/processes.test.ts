import { gaussianMixture } from "@nami/distributions";
import { convertPrediction } from "@nami/models";
import { key, referenceBackend } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { pathNames, type TrainingSettings } from "../session/settings.js";
import { samplingProcess } from "./processes.js";
import { recipeOf } from "./recipe.js";

const settings: TrainingSettings = {
  seed: 0,
  target: { kind: "toy", name: "moons" },
  source: "normal",
  path: "linear",
  coupling: "independent",
  predicts: "velocity",
  hidden: 8,
  layers: 1,
  activation: "silu",
  optimizer: "adam",
  learningRate: 0.01,
  batchSize: 32,
};
const backend = referenceBackend();
const mixture = gaussianMixture({ weights: [1], means: [[1, -0.5]], variances: [0.25] });
const [count, mean, deviation] = [300, [1, -0.5], 0.5] as const;

// Bounds: five standard errors of 300 draws, and the error of the steps.
test.each(
  pathNames.flatMap((path) =>
    (["rk4", "eulerMaruyama"] as const).flatMap((solver) =>
      (["velocity", "noise"] as const).map((predicts) => [path, solver, predicts] as const),
    ),
  ),
)("the exact field of %s gives the data by %s, told as %s", async (path, solver, predicts) => {
  const recipe = recipeOf({ ...settings, path, predicts });
  const { schedule } = recipe.path;
  const { velocity } = mixture.marginal(schedule);
  const model = recipe.velocityOf((x, t) =>
    predicts === "velocity"
      ? velocity(x, t)
      : convertPrediction(velocity(x, t), { from: "velocity", to: "noise", x, t, schedule }),
  );
  const views = { solver, solverSteps: solver === "rk4" ? 12 : 40 };
  const { process } = samplingProcess({ model, recipe, views, backend });
  const values = await (await process.sample([count], { key: key(5) })).data();
  for (const axis of [0, 1]) {
    const own = Array.from(values).filter((_, i) => i % 2 === axis);
    const average = own.reduce((sum, value) => sum + value, 0) / count;
    const spread = Math.sqrt(own.reduce((sum, value) => sum + (value - average) ** 2, 0) / count);
    expect(Math.abs(average - mean[axis]!)).toBeLessThan((5 * deviation) / Math.sqrt(count) + 0.03);
    expect(Math.abs(spread - deviation)).toBeLessThan((5 * deviation) / Math.sqrt(2 * count) + 0.03);
  }
});
