import { coldStart } from "./cold-start.js";
import { densityTraining } from "./density-training.js";
import { heap } from "./heap.js";
import { logDensity } from "./log-density.js";
import { logDensityHutchinson } from "./log-density-hutchinson.js";
import { peak } from "./peak.js";
import type { Question } from "./question.js";
import { quickstart } from "./quickstart.js";
import { residentMemory } from "./resident-memory.js";
import { sampling } from "./sampling.js";
import { samplingMany } from "./sampling-many.js";
import { trainingStep } from "./training-step.js";
import { trainingStepSmall } from "./training-step-small.js";
import { trainingStepWide } from "./training-step-wide.js";

/** All questions by name, in the order of the table. */
export const questions = {
  "training-step": trainingStep,
  "training-step-small": trainingStepSmall,
  "training-step-wide": trainingStepWide,
  sampling,
  "sampling-many": samplingMany,
  "log-density": logDensity,
  "log-density-hutchinson": logDensityHutchinson,
  "density-training": densityTraining,
  peak,
  "cold-start": coldStart,
  quickstart,
  "resident-memory": residentMemory,
  heap,
} as const satisfies Record<string, Question>;

/** Name of a question. */
export type QuestionName = keyof typeof questions;
