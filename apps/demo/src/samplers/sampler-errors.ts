import { gaussianMixture } from "@nami/distributions";
import { sampleDiffusion } from "@nami/solvers";
import { evaluate, key, referenceBackend } from "@nami/tensor-backend";
import { denoised, type LineMixture } from "../line/line-mixture.js";
import { lineQuantiles } from "../line/line-quantiles.js";
import { lineTargets } from "../line/line-targets.js";
import type { SamplerName } from "./names.js";
import type { SamplerPoint, SamplerSetting } from "./protocol.js";
import { samplers, timesFor } from "./sampler-methods.js";
import { schedules } from "./schedules.js";

/** Points that are carried from noise to data, and sets of draws that the floor averages. */
const [count, sets] = [2000, 8];

/** Samplers on the exact denoiser of one setting. */
export interface SamplerBench {
  /** {@link SamplerPoint.error} of points drawn from the data themselves. */
  readonly floor: number;
  /** @throws OptionError where the grid or the method does not go with the schedule */
  measure(sampler: SamplerName, steps: number): SamplerPoint;
}

/** √(mean (a − b)²). */
const distanceOf = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length);

const drawsOf = async ({ weights, means, deviations }: LineMixture): Promise<Float64Array> => {
  const mixture = gaussianMixture({
    weights,
    means: means.map((mean) => [mean]),
    variances: deviations.map((deviation) => deviation ** 2),
  });
  const draws = mixture.sample([sets * count], { key: key(577), dtype: "float64" });
  const values = await (await evaluate(draws, { backend: referenceBackend({ dtype: "float64" }) })).data();
  return Float64Array.from(values);
};

/** The root of the mean square of the distances of some sets of draws. */
const floorOf = (draws: Float64Array, end: Float64Array): number => {
  const squares = Array.from(
    { length: sets },
    (_, i) => distanceOf(draws.slice(i * count, (i + 1) * count).sort(), end) ** 2,
  );
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / sets);
};

/**
 * A bench for one setting. Points start at the quantiles of the exact marginal at the noise end, so that each belongs at the same
 * quantile of the data: in one dimension that is where the exact flow leads it. With noise on the way points change places;
 * the sorted ones are compared, which is the distance W₂ between samples and data.
 */
export const samplerBench = async ({
  target,
  schedule: name,
  grid,
}: SamplerSetting): Promise<SamplerBench> => {
  const mixture = lineTargets[target];
  const schedule = schedules[name];
  const ends = timesFor(schedule, grid, 2);
  const quantilesAt = (t: number): Promise<Float64Array> =>
    lineQuantiles(mixture, count, schedule.alpha(t), schedule.sigma(t));
  const [start, end] = [await quantilesAt(ends[0]!), await quantilesAt(ends[2]!)];
  const model = (
    x: Float64Array,
    t: number,
    out: Float64Array = new Float64Array(x.length),
  ): Float64Array => {
    const [alpha, sigma] = [schedule.alpha(t), schedule.sigma(t)];
    for (let i = 0; i < x.length; i++) out[i] = denoised(mixture, x[i]!, alpha, sigma);
    return out;
  };
  return {
    floor: floorOf(await drawsOf(mixture), end),
    measure: (sampler, steps) => {
      const method = samplers[sampler];
      const { y, stats } = sampleDiffusion(model, start, {
        ...schedule,
        predicts: "data",
        method,
        grid: timesFor(schedule, grid, steps),
        noise: key(89),
      });
      const error = distanceOf(method.stochastic ? y.sort() : y, end);
      return { kind: "point", sampler, steps, evaluations: stats.evaluations, error };
    },
  };
};
