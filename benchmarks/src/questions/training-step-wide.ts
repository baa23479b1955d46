import { stepsOfTraining } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const trainingStepWide: Question = {
  title: "wide training step, 66-512-512-512-64 SiLU, batch 1,024, Adam",
  asks: "64 coordinates with one feature of a condition: matrices large enough that nothing else weighs.",
  unit: "step",
  unitsInTask: stepsOfTraining,
  heldBack:
    "Gradients are joined to one vector, a copy that PyTorch does not make. The state, three times 2.4 MB, came out of the runtime in new memory at every step; four steps are one program now (decision 0010), a tenth less on Zen 5, and the figures of other machines are from before. Most of the step is products, and those of the runtime, by the same wide instructions, reach two thirds to nine tenths of what OpenBLAS reaches at 512 × 512 on one thread (by hand, on the machine of intel-2).",
  measure: (effort) =>
    race(
      {
        task: {
          kind: "train",
          network: { dim: 64, conditionDim: 1, hidden: 512, layers: 3, activation: "silu" },
          batch: 1024,
        },
        others: ["pytorch", "tfjs-wasm", "jax-js-wasm"],
        bars: [{ against: "pytorch", atLeast: 0.9 }],
      },
      effort,
    ),
};
