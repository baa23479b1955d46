export { type DiagonalNormalOptions, diagonalNormal } from "./diagonal-normal.js";
export type { Distribution, SampleDType, SampleOptions } from "./distribution.js";
export {
  type GaussianMixture,
  gaussianMixture,
  type MultivariateNormalOptions,
  multivariateNormal,
} from "./gaussian-mixture.js";
export type { LossFloorOptions } from "./loss-floor.js";
export type { MarginalFunction, MixtureMarginal } from "./marginal-oracle.js";
export type { GaussianMixtureOptions, Variance } from "./mixture-components.js";
export type { ScheduledPath } from "./scheduled-path.js";
export { standardNormal } from "./standard-normal.js";
