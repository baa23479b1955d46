import { stepsOfTraining } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const trainingStepSmall: Question = {
  title: "training step on the line, 2-64-64-1 GELU, batch 256, Adam",
  asks: "The model of the visual introduction in one dimension, where overheads weigh most.",
  unit: "step",
  unitsInTask: stepsOfTraining,
  heldBack:
    "A step is some hundred small operators in the runtime, and JavaScript around them: the batch, draws, tensors handed over, garbage. Its products are the least part. Tried: a guard in one pass over the gradient in place of one for each tensor, orders of rows in WebAssembly, and one thread, which helped; which did not: choices in place of branches, gradients of one column as products of a row, no guard at all (3 µs each or less). Ten steps unrolled in one session take a fifth off what a step takes in the runtime (220 to 180 µs) and ask for 100 ms in place of 11 to make the session, so steps stay single. Of those 180 µs, the five large products take 60 and the passes over activations, which are as fast as the second cache, another 80.",
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
