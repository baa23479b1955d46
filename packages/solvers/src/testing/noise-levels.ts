import { karrasGrid, uniformGrid } from "../diffusion/index.js";
import type { NoiseSchedule } from "../diffusion/level.js";

const exponent = (t: number): number => 0.1 * t + 9.95 * t * t;

/** σ(t) = t beside unchanged data. */
export const edm: NoiseSchedule = { alpha: () => 1, sigma: (t) => t };

/** The linear path. */
export const linear: Required<NoiseSchedule> = {
  alpha: (t) => 1 - t,
  sigma: (t) => t,
  alphaDot: () => -1,
  sigmaDot: () => 1,
};

/** Variance preserving, β from 0.1 to 20. */
export const vp: NoiseSchedule = {
  alpha: (t) => Math.exp(-exponent(t) / 2),
  sigma: (t) => Math.sqrt(-Math.expm1(-exponent(t))),
};

/** The three grids of the reference table. */
export const settings = {
  edm: { schedule: edm, grid: (steps: number) => karrasGrid({ steps, sigmaMin: 0.002, sigmaMax: 80 }) },
  linear: { schedule: linear, grid: (steps: number) => uniformGrid({ steps, from: 80 / 81 }) },
  vp: { schedule: vp, grid: (steps: number) => uniformGrid({ steps, to: 1e-3 }) },
} as const;
