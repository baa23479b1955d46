import { quickstartNetwork } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const densityTraining: Question = {
  title: "training through the divergence, RK4(10), d = 2, batch 512",
  asks: "The gradient of the mean exact log-density of 512 points in the weights of the quickstart's field: second derivatives, through ten steps of RK4.",
  unit: "gradient",
  heldBack:
    "PyTorch's time differs most from run to run here: 121 to 192 ms on Zen 5 (by hand and by several runs), where ours took 62 to 65. Six tenths of ours are products, those of weights' gradients, which need a transposition, at two thirds of the peak; the rest is passes over activations, whose first and second slopes have left the cache when they are asked for again. Helped: rows divided among lanes (decision 0013; the figures of other machines are from before), sums of two long rows as products, and second derivatives of SiLU and GELU in a form of their own (decision 0010).",
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
