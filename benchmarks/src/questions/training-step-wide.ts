import { stepsOfTraining } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const trainingStepWide: Question = {
  title: "wide training step, 66-512-512-512-64 SiLU, batch 1,024, Adam",
  asks: "64 coordinates with one feature of a condition: matrices large enough that nothing else weighs.",
  unit: "step",
  unitsInTask: stepsOfTraining,
  heldBack:
    "Gradients are joined to one vector, a copy that PyTorch does not make. The state, three times 2.4 MB, came out of the runtime in new memory at every step; four steps are one program now (decision 0010), a tenth less on Zen 5, and the figures of other machines are from before. Most of the step is products, and those of the runtime, by the same wide instructions, reach two thirds to nine tenths of what OpenBLAS reaches at 512 × 512 on one thread (by hand, on the machine of intel-2). On Zen 5 products are 8.2 of 10.6 ms by the runtime's profile, near the peak but for gradients of weights (1.3 ms where a product without a transposition takes 1.1); the eleven passes of Adam take 0.8, and 65,536 normal numbers a step half a millisecond before it. Tried there: those gradients in shares, or of a transposed copy, and biases by an operator of their own, which gave nothing.",
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
