import { key, normalDraws } from "@nami/random";
import {
  ancestral,
  type DiffusionMethod,
  ddim,
  dpmSolverPP,
  edmHeun,
  ipndm,
  predictorCorrector,
  reverseDiffusion,
  uniformGrid,
  unipc,
} from "../diffusion/index.js";
import { denoise, seed001 } from "./mixture.js";
import { linear } from "./noise-levels.js";

/** Samplers whose result follows from their start. */
export const deterministic: Record<string, DiffusionMethod> = {
  ddim: ddim(),
  edmHeun: edmHeun(),
  dpmSolverPP1: dpmSolverPP({ order: 1 }),
  dpmSolverPP2: dpmSolverPP(),
  dpmSolverPP3: dpmSolverPP({ order: 3 }),
  ipndm: ipndm(),
  unipc2: unipc(),
  unipc3: unipc({ order: 3, variant: "bh1" }),
};

/** Samplers that draw noise on their way. */
export const stochastic: Record<string, DiffusionMethod> = {
  "ddim with eta": ddim({ eta: 0.5 }),
  ancestral: ancestral(),
  "edmHeun with churn": edmHeun({ churn: 5 }),
  "dpmSolverPP with eta": dpmSolverPP({ eta: 1 }),
  reverseDiffusion: reverseDiffusion(),
  predictorCorrector: predictorCorrector(),
};

/** What exact models of the mixture on the linear path predict: the data, the noise, the velocity, the score. */
export const data = (x: number, t: number): number => denoise(seed001, x, linear.alpha(t), linear.sigma(t));
export const noiseOf = (x: number, t: number): number => (x - linear.alpha(t) * data(x, t)) / t;
export const velocity = (x: number, t: number): number => noiseOf(x, t) - data(x, t);
export const score = (x: number, t: number): number => -noiseOf(x, t) / t;

/** Where its samplers go, and what all of them are told. */
export const grid = uniformGrid({ steps: 12, from: 0.98 });
export const base = { ...linear, grid, predicts: "data", noise: normalDraws(key(4)) } as const;
