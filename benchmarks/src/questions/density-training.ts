import { quickstartNetwork } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

export const densityTraining: Question = {
  title: "training through the divergence, RK4(10), d = 2, batch 512",
  asks: "The gradient of the mean exact log-density of 512 points in the weights of the quickstart's field: second derivatives, through ten steps of RK4.",
  unit: "gradient",
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
