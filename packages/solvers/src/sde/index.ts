export type { Calculus, SdeProblem } from "./calculus.js";
export { eulerMaruyama } from "./euler-maruyama.js";
export { milstein } from "./milstein.js";
export type { BrownianSource } from "./noise-of.js";
export { type SdeMethod, type SdeScheme, type SdeStage, type SdeStep, sdeMethod } from "./sde-method.js";
export { type SdeOptions, type SdeSpaceOptions, solveSde } from "./solve-sde.js";
export { sra1 } from "./sra1.js";
export { stochasticHeun } from "./stochastic-heun.js";
