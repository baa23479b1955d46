import { quickstartNetwork } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const logDensity: Question = {
  title: "exact log-density, 2-D, RK4(50), 2,000 points",
  asks: "log p of 2,000 points under the quickstart's field, with the exact divergence; PyTorch takes one gradient for each coordinate.",
  unit: "2,000 points",
  heldBack:
    "Three forward passes' worth of products, and the passes over activations beside them, which are not fused. At its best setting, OpenBLAS on OpenMP threads, PyTorch takes half of what it takes at its usual one.",
  measure: (effort) =>
    race(
      {
        task: {
          kind: "log-density",
          network: quickstartNetwork,
          rows: 2_000,
          steps: 50,
          divergence: "exact",
        },
        others: ["pytorch"],
        bars: [{ against: "pytorch", atLeast: 3 }],
        rounds: 5,
        turn: 2,
      },
      effort,
    ),
};
