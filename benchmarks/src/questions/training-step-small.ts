import { stepsOfTraining } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const trainingStepSmall: Question = {
  title: "training step on the line, 2-64-64-1 GELU, batch 256, Adam",
  asks: "The model of the visual introduction in one dimension, where overheads weigh most.",
  unit: "step",
  unitsInTask: stepsOfTraining,
  heldBack:
    "A step is some hundred small operators in the runtime, half of it products and GELU. Ten steps are one program, which nearly halved a step on the AMD machine: decision 0010. That of results/intel is from before.",
  measure: (effort) =>
    race(
      {
        task: {
          kind: "train",
          network: { dim: 1, conditionDim: 0, hidden: 64, layers: 2, activation: "gelu" },
          batch: 256,
        },
        others: ["pytorch", "tfjs-wasm", "jax-js-wasm"],
        bars: [{ against: "pytorch", atLeast: 2 }],
      },
      effort,
    ),
};
