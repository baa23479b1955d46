import type { Question } from "./question.js";
import { race } from "./race.js";

export const logDensityHutchinson: Question = {
  title: "Hutchinson log-density, 65-256-256-256-64, RK4(50), 1,024 points",
  asks: "log p of 1,024 points in 64 dimensions with one Rademacher probe for each; PyTorch takes a vector-Jacobian product.",
  unit: "1,024 points",
  heldBack:
    "As in the exact one, passes over activations and their slopes between products at the peak. On Zen 5 PyTorch comes to six tenths of the peak, and half as fast again would be more than eight tenths. Many steps in one call took a sixth less there (decision 0010), 256 rows at a time in place of 512 gave 3 % and took a tenth and more from other questions; the figures of other machines are from before.",
  measure: (effort) =>
    race(
      {
        task: {
          kind: "log-density",
          network: { dim: 64, conditionDim: 0, hidden: 256, layers: 3, activation: "silu" },
          rows: 1_024,
          steps: 50,
          divergence: "hutchinson",
        },
        chunks: [512, 256],
        others: ["pytorch"],
        bars: [{ against: "pytorch", atLeast: 1.5 }],
        rounds: 5,
        turn: 2,
      },
      effort,
    ),
};
