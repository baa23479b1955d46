export { type DivergenceStatsOptions, divergenceStats } from "./divergence-stats.js";
export { type EnergyOptions, energyDistance } from "./energy-distance.js";
export { type FieldStatsOptions, fieldStats } from "./field-stats.js";
export { type MmdOptions, mmd } from "./mmd.js";
export type { DiagnosedModel } from "./model.js";
export { type PathEnergy, type PathEnergyOptions, pathEnergy, type Ways } from "./path-energy.js";
export type { PointSet, Points } from "./point-sets.js";
export { type Reversibility, type ReversibilityOptions, reversibilityError } from "./reversibility-error.js";
export {
  type FloorOptions,
  type SamplingFloor,
  type SamplingFloorOptions,
  samplingFloor,
} from "./sampling-floor.js";
export type { SetDistance } from "./set-distance.js";
export { type SlicedOptions, slicedWasserstein } from "./sliced-wasserstein.js";
export type { Statistics } from "./statistics.js";
export { type WassersteinOptions, wasserstein2 } from "./wasserstein.js";
