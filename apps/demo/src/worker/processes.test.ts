import { gaussianMixture } from "@nami/distributions";
import { convertPrediction } from "@nami/models";
import { key, mul, referenceBackend } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { type PathName, type PredictionName, pathNames } from "../session/settings.js";
import { samplingProcess } from "./processes.js";
import { recipeOf } from "./recipe.js";
import { tinySettings } from "./tiny-settings.fixture.js";

const backend = referenceBackend();
const mixture = gaussianMixture({ weights: [1], means: [[1, -0.5]], variances: [0.25] });
const [count, mean, deviation] = [300, [1, -0.5], 0.5] as const;

type Case = readonly [path: PathName, solver: "rk4" | "eulerMaruyama", predicts: PredictionName];

/** Mean and spread of samples along each axis, by the exact field, or by one that is wrong by a factor. */
const samplesOf = async ([path, solver, predicts]: Case, factor = 1): Promise<readonly Moments[]> => {
  const recipe = recipeOf({ ...tinySettings, path, predicts });
  const { schedule } = recipe.path;
  const { velocity } = mixture.marginal(schedule);
  const model = recipe.velocityOf((x, t) => {
    const v = mul(velocity(x, t), factor);
    return predicts === "velocity"
      ? v
      : convertPrediction(v, { from: "velocity", to: "noise", x, t, schedule });
  });
  const views = { solver, solverSteps: solver === "rk4" ? 12 : 40 };
  const { process } = samplingProcess({ model, recipe, views, backend });
  const values = await (await process.sample([count], { key: key(5) })).data();
  return [0, 1].map((axis) => {
    const own = Array.from(values).filter((_, i) => i % 2 === axis);
    const average = own.reduce((sum, value) => sum + value, 0) / count;
    const spread = Math.sqrt(own.reduce((sum, value) => sum + (value - average) ** 2, 0) / count);
    return { average, spread };
  });
};
interface Moments {
  readonly average: number;
  readonly spread: number;
}

/** Bounds: five standard errors of 300 draws, and the error of the steps. */
const areOfData = (moments: readonly Moments[]): boolean =>
  moments.every(
    ({ average, spread }, axis) =>
      Math.abs(average - mean[axis]!) < (5 * deviation) / Math.sqrt(count) + 0.03 &&
      Math.abs(spread - deviation) < (5 * deviation) / Math.sqrt(2 * count) + 0.03,
  );

const cases: readonly Case[] = pathNames.flatMap((path) =>
  (["rk4", "eulerMaruyama"] as const).flatMap((solver) =>
    (["velocity", "noise"] as const).map((predicts) => [path, solver, predicts] as const),
  ),
);

test.each(cases)("the exact field of %s gives the data by %s, told as %s", async (...one) => {
  expect(areOfData(await samplesOf(one))).toBe(true);
});

test.each(cases.filter(([path]) => path === "linear" || path === "vp"))(
  "a field of %s half as fast does not, by %s, told as %s",
  async (...one) => {
    expect(areOfData(await samplesOf(one, 0.5))).toBe(false);
  },
);
