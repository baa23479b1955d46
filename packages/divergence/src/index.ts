export type { DivergenceEstimator, DivergenceOptions, ProbeOptions, VectorField } from "./estimator.js";
export { exactDivergence } from "./exact.js";
export { type HutchinsonOptions, hutchinsonDivergence } from "./hutchinson.js";
export { type LogDensityOptions, type LogDensityState, logDensityDynamics } from "./log-density.js";
