export {
  type Coupling,
  type IndependentCoupling,
  independentCoupling,
  type PairOptions,
  type Pairs,
} from "./coupling.js";
export { type Change, type CouplingReport, couplingReport } from "./coupling-report.js";
export type { PathArguments } from "./ends.js";
export {
  brownianGamma,
  type Gamma,
  type GammaOptions,
  gamma,
  quadraticGamma,
  sigmoidGamma,
  sineSquaredGamma,
  zeroGamma,
} from "./gamma.js";
export {
  type ConditionalMoment,
  type GaussianPath,
  type GaussianPathOptions,
  gaussianPath,
} from "./gaussian-path.js";
export { type PathMarks, requireScore } from "./marks.js";
export {
  type ConditionOptions,
  type MatchedCoupling,
  optimalTransportCoupling,
  type SinkhornCouplingOptions,
  sinkhornCoupling,
  stableCoupling,
} from "./matched-coupling.js";
export {
  encodingDecodingInterpolant,
  type InterpolantOptions,
  icfmPath,
  linearInterpolant,
  mirrorInterpolant,
  schrodingerBridgePath,
  trigonometricInterpolant,
} from "./named-interpolants.js";
export {
  cosinePath,
  linearPath,
  lipmanPath,
  oneSidedInterpolant,
  polynomialPath,
  vpPath,
} from "./named-paths.js";
export { type ConditionalPath, type Path, type PathOptions, type PathSample, path } from "./path.js";
export {
  type PooledCoupling,
  type PooledCouplingOptions,
  pooledCoupling,
} from "./pooled-coupling.js";
export { type Carrier, reflowCoupling } from "./reflow-coupling.js";
export { reverseTime } from "./reverse-time.js";
export {
  type InterpolantSample,
  type StochasticInterpolant,
  type StochasticInterpolantOptions,
  stochasticInterpolant,
} from "./stochastic-interpolant.js";
export {
  type IntervalOptions,
  logitNormalTimes,
  logNormalTimes,
  modeTimes,
  stratifiedTimes,
  type TimeOptions,
  type TimeSampler,
  uniformTimes,
} from "./time-sampler.js";
