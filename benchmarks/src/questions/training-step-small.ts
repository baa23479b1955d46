import { stepsOfTraining } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const trainingStepSmall: Question = {
  title: "training step on the line, 2-64-64-1 GELU, batch 256, Adam",
  asks: "The model of the visual introduction in one dimension, where overheads weigh most.",
  unit: "step",
  unitsInTask: stepsOfTraining,
  heldBack:
    "A step is some hundred small operators in the runtime, and JavaScript around them: the batch, draws, tensors handed over, garbage. Its products are the least part. Tried: a guard in one pass over the gradient in place of one for each tensor, orders of rows in WebAssembly, and one thread, which helped. Tried without gain: choices in place of branches. Tried and left, for some hundredths of the time: gradients of one column as products of a row (other last bits), no guard at all. Ten steps unrolled in one session: a fifth less in the runtime, and nine times as long to make the session.",
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
