export type { SourceMarks } from "./allow-score.js";
export { ancestral, type DdimOptions, ddim } from "./ddim.js";
export { type DpmSolverOptions, dpmSolverPP } from "./dpm-solver-pp.js";
export { type EdmHeunOptions, edmHeun } from "./edm-heun.js";
export {
  exponentialGrid,
  karrasGrid,
  logSnrGrid,
  polyexponentialGrid,
  type SigmaGridOptions,
  shiftGrid,
  type TimeGridOptions,
  timesOfSigma,
  uniformGrid,
} from "./grids.js";
export { type IpndmOptions, ipndm } from "./ipndm.js";
export type { Level, NoiseSchedule } from "./level.js";
export type { DiffusionMethod, Entry, Hand, Move, Route } from "./method.js";
export type { Noise } from "./noise.js";
export type { Prediction } from "./prediction.js";
export { type PredictorCorrectorOptions, predictorCorrector } from "./predictor-corrector.js";
export { reverseDiffusion } from "./reverse-diffusion.js";
export {
  type Sample,
  type SampleOptions,
  type SampleSpaceOptions,
  sampleDiffusion,
} from "./sample-diffusion.js";
export type { Mix, Source, Stage } from "./stage.js";
export { type UnipcOptions, unipc } from "./unipc.js";
