import { gaussianMixture } from "@nami/distributions";
import { evaluate, fromHost, referenceBackend } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { denoised, lineDensity } from "../line/line-mixture.js";
import { lineQuantiles } from "../line/line-quantiles.js";
import { lineTargets } from "../line/line-targets.js";
import { gridNames, samplerNames, scheduleNames } from "./names.js";
import { samplerBench } from "./sampler-errors.js";
import { timesFor } from "./sampler-methods.js";
import { schedules } from "./schedules.js";

const mixture = lineTargets.twoModes;
const places = Float64Array.from({ length: 41 }, (_, i) => -4 + i / 5);
const oracle = gaussianMixture({
  weights: mixture.weights,
  means: mixture.means.map((mean) => [mean]),
  variances: mixture.deviations.map((deviation) => deviation ** 2),
}).marginal(schedules.linear);
const backend = referenceBackend({ dtype: "float64" });

describe("a mixture on the line", () => {
  test.each([0.02, 0.5, 0.9])("has the denoiser and the density of the oracle at t = %f", async (t) => {
    const x = fromHost(places, [41, 1], "float64");
    const exact = await evaluate(
      { mean: oracle.posteriorMean(x, t), logProb: oracle.logProb(x, t) },
      { backend },
    );
    const [mean, logProb] = [await exact.mean.data(), await exact.logProb.data()];
    for (const [i, place] of places.entries()) {
      expect(denoised(mixture, place, 1 - t, t)).toBeCloseTo(mean[i]!, 10);
      expect(Math.log(lineDensity(mixture, place, 1 - t, t))).toBeCloseTo(logProb[i]!, 9);
    }
  });

  test("has so much mass below each quantile", async () => {
    const found = await lineQuantiles(mixture, 9, 1, 0);
    // The mass between two neighbours, by Simpson's rule on their densities, is a ninth.
    for (let i = 1; i < 9; i++) {
      const [a, b] = [found[i - 1]!, found[i]!];
      let mass = 0;
      const pieces = 200;
      for (let k = 0; k <= pieces; k++)
        mass +=
          lineDensity(mixture, a + ((b - a) * k) / pieces) *
          (k === 0 || k === pieces ? 1 : k % 2 === 1 ? 4 : 2);
      expect((mass * (b - a)) / (3 * pieces)).toBeCloseTo(1 / 9, 8);
    }
  });
});

describe("errors of samplers on an exact denoiser", () => {
  // Computed by an independent program: reference table of samplers, linear schedule with even times from σ/α = 80.
  test.each([
    ["ddim", 10, 0.117],
    ["ddim", 40, 0.0311],
    ["edmHeun", 10, 0.0858],
    ["edmHeun", 40, 0.00299],
    ["dpmSolverPP2", 10, 0.0257],
    ["ipndm4", 10, 0.006531],
    ["ipndm4", 40, 0.0003895],
    ["unipc3", 10, 0.038313],
    ["unipc3", 40, 0.00028005],
  ] as const)("are those of the reference: %s, %i steps", async (sampler, steps, error) => {
    const bench = await samplerBench({ target: "twoModes", schedule: "linear", grid: "uniform" });
    const found = bench.measure(sampler, steps);
    expect(Math.abs(found.error / error - 1)).toBeLessThan(0.01);
  });

  test("of samplers with noise come down to that of draws, and stay near it", async () => {
    const bench = await samplerBench({ target: "twoModes", schedule: "linear", grid: "karras" });
    for (const sampler of samplerNames.slice(10)) {
      const { error } = bench.measure(sampler, 160);
      expect(error, sampler).toBeLessThan(6 * bench.floor);
      expect(error, sampler).toBeGreaterThan(bench.floor / 5);
    }
  });
});

test.each(scheduleNames)("grids of %s fall from noise to data in as many steps as asked", (name) => {
  for (const grid of gridNames)
    for (const steps of [3, 10]) {
      const times = timesFor(schedules[name], grid, steps);
      expect(times).toHaveLength(steps + 1);
      expect(times[steps]).toBe(0);
      for (let i = 0; i < steps; i++) expect(times[i]!).toBeGreaterThan(times[i + 1]!);
    }
});
