import { quickstartNetwork, stepsOfTraining } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const trainingStep: Question = {
  title: "training step, 3-128-128-128-2 SiLU, batch 4,096, Adam",
  asks: "One step of the quickstart: rows, times and noise drawn, flow matching loss, gradients, Adam. The loss is read every ten steps.",
  unit: "step",
  unitsInTask: stepsOfTraining,
  heldBack:
    "Half of a step is products; the rest is passes over activations (SiLU and its slope are six, PyTorch has them fused), and what goes between two. Ten steps as one program of two threads (decision 0010) take an eighth less than rows divided among two lanes on Zen 5, and wider products where few inputs or outputs are (decision 0010) seven hundredths; the figures of other machines are from before. PyTorch with OpenBLAS on OpenMP threads is a quarter faster than with Debian's usual build.",
  measure: (effort) =>
    race(
      {
        task: { kind: "train", network: quickstartNetwork, batch: 4096 },
        others: ["pytorch", "tfjs-wasm", "jax-js-wasm"],
        bars: [
          { against: "pytorch", atLeast: 1.5 },
          { against: "tfjs-wasm", atLeast: 20 },
          { against: "tfjs-wasm", who: "nami:tfjs-wasm", atLeast: 3.5 },
        ],
      },
      effort,
    ),
};
