import type { LiveFigure } from "./figure.js";

/** The live figures by name, each loaded when it is first asked for. */
export const figures: Readonly<Record<string, () => Promise<LiveFigure>>> = {
  couplings: async () => (await import("./couplings.js")).figureOfCouplings,
  density: async () => (await import("./density.js")).figureOfDensity,
  guidance: async () => (await import("./guidance.js")).figureOfGuidance,
  interpolant: async () => (await import("./interpolant.js")).figureOfInterpolant,
  "one-dimension": async () => (await import("./one-dimension.js")).figureOfPaths,
  paths: async () => (await import("./paths.js")).figureOfNamedPaths,
  "reverse-sde": async () => (await import("./reverse-sde.js")).figureOfReverseSde,
  samplers: async () => (await import("./samplers.js")).figureOfSamplers,
  schedules: async () => (await import("./schedules.js")).figureOfSchedules,
  solvers: async () => (await import("./solvers.js")).figureOfSolvers,
  training: async () => (await import("./training.js")).figureOfTraining,
};
