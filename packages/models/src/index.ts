export { bitsPerDim, dequantize, type QuantizedRange } from "./bits-per-dim.js";
export { type ChangeScheduleOptions, changeSchedule } from "./change-schedule.js";
export {
  type ConditionalLoss,
  type ConditionDropoutOptions,
  type DropOptions,
  dropCondition,
  withConditionDropout,
} from "./condition-dropout.js";
export {
  type Conversion,
  type ConversionOptions,
  convertPrediction,
  dataToNoise,
  dataToScore,
  dataToVelocity,
  dataToVPrediction,
  noiseToData,
  noiseToScore,
  noiseToVelocity,
  noiseToVPrediction,
  type Parameterization,
  scoreToData,
  scoreToNoise,
  scoreToVelocity,
  scoreToVPrediction,
  velocityToData,
  velocityToNoise,
  velocityToScore,
  velocityToVPrediction,
  vPredictionToData,
  vPredictionToNoise,
  vPredictionToScore,
  vPredictionToVelocity,
} from "./conversions.js";
export {
  type DenoisingLossOptions,
  denoisingLoss,
} from "./denoising-loss.js";
export {
  edmWeight,
  type LossWeight,
  likelihoodWeight,
  minSnrWeight,
  snrWeight,
  softMinSnrWeight,
  uniformWeight,
  type WeightPlace,
} from "./denoising-weights.js";
export { type Diffusion, type DiffusionOptions, diffusion } from "./diffusion.js";
export { type PreconditioningOptions, precondition } from "./edm-preconditioning.js";
export { type Epsilon, epsilonTimesWidth, type WidthEpsilon } from "./epsilon.js";
export { defineField, type Field, type FieldDefinition } from "./field.js";
export { type FlowAndScore, type FlowAndScoreLossOptions, flowAndScoreLoss } from "./flow-and-score-loss.js";
export { type FlowMatching, type FlowMatchingOptions, flowMatching } from "./flow-matching.js";
export { type FlowMatchingLossOptions, fmLoss } from "./flow-matching-loss.js";
export type {
  DecodeOptions,
  EncodeOptions,
  FlowProcess,
  FlowReport,
  LogProbEstimate,
  LogProbOptions,
  MoveOptions,
  SampleOptions,
  SolveControl,
  Trajectory,
  TrajectoryOptions,
} from "./flow-process.js";
export { type GuidanceOptions, guide, underCondition } from "./guidance.js";
export { type InterpolantLossOptions, type InterpolantTarget, interpolantLoss } from "./interpolant-loss.js";
export {
  type InterpolantProcess,
  type InterpolantProcessOptions,
  interpolantProcess,
} from "./interpolant-process.js";
export {
  type LogProbGradient,
  type LogProbGradientCall,
  type LogProbGradientFunction,
  type LogProbGradientOptions,
  logProbGradient,
} from "./log-prob-gradient.js";
export type { LossDrawOptions } from "./loss-draws.js";
export type { LossReduction, ReductionOptions } from "./loss-reduction.js";
export { type MaskedSample, type MaskedSampleOptions, maskedModel, maskedSample } from "./masked-rows.js";
export type { BoundModel, Model } from "./model.js";
export { noisePredictor } from "./noise-predictor.js";
export { affineOutput, type OutputTransform, tanhOutput } from "./output-transform.js";
export {
  type SampleGradient,
  type SampleGradientCall,
  type SampleGradientFunction,
  type SampleGradientOptions,
  sampleGradient,
} from "./sample-gradient.js";
export type { TracedOptions, TracedProcess } from "./traced-process.js";
export { type VelocityFieldOptions, velocityField } from "./velocity-field.js";
