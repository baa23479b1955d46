import { gaussianMixture, standardNormal } from "@nami/distributions";
import { linearSchedule } from "@nami/schedules";
import { dopri5, type OdeMethod, rk4 } from "@nami/solvers";
import type { Key, Tensor } from "@nami/tensor-backend";
import { type FlowMatchingOptions, flowMatching, type Model } from "../index.js";
import { backend } from "./reference.js";

/** A flow between noise and two Gaussians of the plane, whose velocity is known. */
export const base = standardNormal([2]);
export const oracle = gaussianMixture({
  weights: [1, 2],
  means: [
    [-1, 0],
    [1, 1],
  ],
  variances: [0.2, 0.1],
});
export const { velocity } = oracle.marginal(linearSchedule());
export const fixed = rk4({ steps: 5 });
export const tight = dopri5({ rtol: 1e-9, atol: 1e-9 });
export const flowOf = (field: Model, solver: OdeMethod, others: Partial<FlowMatchingOptions> = {}) =>
  flowMatching({ field, base, solver, backend, ...others });
export const noiseOf = (n: number, k: Key): Tensor => base.sample([n], { key: k, dtype: "float64" });
