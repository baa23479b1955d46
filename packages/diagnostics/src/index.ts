export { type DivergenceStatsOptions, divergenceStats } from "./divergence-stats.js";
export { type FieldStatsOptions, fieldStats } from "./field-stats.js";
export type { DiagnosedModel } from "./model.js";
export type { PointSet } from "./point-sets.js";
export { type Reversibility, type ReversibilityOptions, reversibilityError } from "./reversibility-error.js";
export { type SamplingFloor, type SamplingFloorOptions, samplingFloor } from "./sampling-floor.js";
export type { Statistics } from "./statistics.js";
export { type Wasserstein, type WassersteinOptions, wasserstein2 } from "./wasserstein.js";
