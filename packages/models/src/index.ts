export { type ChangeScheduleOptions, changeSchedule } from "./change-schedule.js";
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
export { defineField, type Field, type FieldDefinition } from "./field.js";
export { type FlowMatching, type FlowMatchingOptions, flowMatching } from "./flow-matching.js";
export { type FlowMatchingLossOptions, fmLoss, type LossReduction } from "./flow-matching-loss.js";
export type {
  FlowProcess,
  FlowReport,
  LogProbEstimate,
  LogProbOptions,
  SampleOptions,
  SolveControl,
  Trajectory,
  TrajectoryOptions,
} from "./flow-process.js";
export type { BoundModel, Model } from "./model.js";
export { type VelocityFieldOptions, velocityField } from "./velocity-field.js";
