import { quickstartNetwork } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const logDensity: Question = {
  title: "exact log-density, 2-D, RK4(50), 2,000 points",
  asks: "log p of 2,000 points under the quickstart's field, with the exact divergence; PyTorch takes one gradient for each coordinate.",
  unit: "2,000 points",
  heldBack:
    "Three forward passes' worth of products, which run at the processor's own peak, and the passes over activations between them: ONNX has no operator for an activation together with its slope. Helped: rows divided among threads that do not wait for each other, and many steps in one call (decision 0010; a fifth less on Zen 5; the figures of other machines are from before). Tried: 128, 256 or 512 rows at a time in place of 1,024, which gave nothing. On Zen 5 three times as fast would be what the products alone take at the peak. At its best setting, OpenBLAS on OpenMP threads, PyTorch takes half of what it takes at its usual one.",
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
        chunks: [1_000, 500],
        others: ["pytorch"],
        bars: [{ against: "pytorch", atLeast: 3 }],
        rounds: 5,
        turn: 2,
      },
      effort,
    ),
};
