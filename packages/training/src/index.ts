export type { Checkpoint } from "./checkpoint/checkpoint.js";
export { decodeCheckpoint } from "./checkpoint/decode.js";
export { encodeCheckpoint } from "./checkpoint/encode.js";
export { type LoadOptions, loadCheckpoint } from "./checkpoint/load.js";
export { memoryStorage } from "./checkpoint/memory-storage.js";
export { type SaveOptions, saveCheckpoint } from "./checkpoint/save.js";
export type { Storage } from "./checkpoint/storage.js";
export { type Ema, type EmaOptions, ema } from "./ema.js";
export { namedLeaves } from "./named-leaves.js";
export { numberOfParameters } from "./number-of-parameters.js";
export { type AdamOptions, adam } from "./optimizers/adam.js";
export { type AdamWOptions, adamw } from "./optimizers/adamw.js";
export { chain } from "./optimizers/chain.js";
export { clipByGlobalNorm } from "./optimizers/clip.js";
export type { LearningRate } from "./optimizers/learning-rate.js";
export { type LionOptions, lion } from "./optimizers/lion.js";
export type { Optimizer } from "./optimizers/optimizer.js";
export type { RateSchedule } from "./optimizers/rate-schedule.js";
export {
  type CosineDecayOptions,
  cosineDecay,
  type StepDecayOptions,
  stepDecay,
  type WarmupOptions,
  warmup,
} from "./optimizers/rate-schedules.js";
export { type SgdOptions, sgd } from "./optimizers/sgd.js";
export type { WeightDecayOptions } from "./optimizers/weight-decay.js";
export { readSafetensors, type SafetensorsFile, type StoredTensor } from "./safetensors/read.js";
export { writeSafetensors } from "./safetensors/write.js";
export type {
  FitOptions,
  Loss,
  LossGradient,
  LossOptions,
  PairingRule,
  Pairs,
  SourceDistribution,
  TrainedField,
  TrainerOptions,
  TrainingStep,
  Validation,
} from "./trainer/options.js";
export { type CheckpointOptions, type Trainer, trainer } from "./trainer/trainer.js";
export type { DataRows, DataSampler, TrainingData } from "./trainer/training-data.js";
