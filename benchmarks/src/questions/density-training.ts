import { quickstartNetwork } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const densityTraining: Question = {
  title: "training through the divergence, RK4(10), d = 2, batch 512",
  asks: "The gradient of the mean exact log-density of 512 points in the weights of the quickstart's field: second derivatives, through ten steps of RK4.",
  unit: "gradient",
  heldBack:
    "On Zen 4 PyTorch comes nearer to the peak than on the other machines. Products of weights' gradients, which need a transposition, run at 62 GFLOP/s where others run at 72 to 80, and first and second slopes of activations are passes of their own. Helped: sums of two long rows as products, and second derivatives of SiLU and GELU in a form of their own (decision 0010).",
  measure: (effort) =>
    race(
      {
        task: { kind: "density-training", network: quickstartNetwork, rows: 512, steps: 10 },
        others: ["pytorch"],
        bars: [{ against: "pytorch", atLeast: 2 }],
        rounds: 5,
        turn: 1.5,
      },
      effort,
    ),
};
