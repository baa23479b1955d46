/** Schedules by name. */
export const scheduleNames = [
  "linear",
  "cosine",
  "nicholCosine",
  "vp",
  "subVp",
  "polynomial",
  "ve",
  "edm",
] as const;
/** How the times of the steps are spread. */
export const gridNames = ["uniform", "logSnr", "karras", "shifted"] as const;
/** Every diffusion sampler, with its orders and amounts of noise. */
export const samplerNames = [
  "ddim",
  "edmHeun",
  "dpmSolverPP2",
  "ipndm4",
  "unipc3",
  "dpmSolverPP1",
  "dpmSolverPP3",
  "ipndm2",
  "ipndm3",
  "unipc2",
  "ancestral",
  "edmHeunChurn",
  "dpmSolverPPSde",
  "reverseDiffusion",
  "predictorCorrector",
] as const;
/** Data of one dimension, a mixture each. */
export const lineTargetNames = ["twoModes", "oneMode", "fiveModes"] as const;

export type ScheduleName = (typeof scheduleNames)[number];
export type GridName = (typeof gridNames)[number];
export type SamplerName = (typeof samplerNames)[number];
export type LineTargetName = (typeof lineTargetNames)[number];
