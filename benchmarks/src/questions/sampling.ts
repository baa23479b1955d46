import { quickstartNetwork, type TaskOf } from "../tasks/task.js";
import type { Question } from "./question.js";
import { race } from "./race.js";

/** Samples by RK4 with 100 steps on the quickstart's field. */
export const samplingTask = (rows: number, checked = rows): TaskOf<"sample"> => ({
  kind: "sample",
  network: quickstartNetwork,
  rows,
  steps: 100,
  checked,
});

export const sampling: Question = {
  title: "sampling, RK4(100), 2,000 samples",
  asks: "Samples of the quickstart's field by 100 steps of RK4, noise drawn as well.",
  unit: "2,000 samples",
  measure: (effort) =>
    race(
      {
        task: samplingTask(2_000),
        chunks: [1_000, 500, 250],
        others: ["pytorch", "tfjs-wasm"],
        bars: [
          { against: "pytorch", atLeast: 1.5 },
          { against: "tfjs-wasm", who: "nami:tfjs-wasm", atLeast: 1 },
        ],
        rounds: 5,
        turn: 1.5,
      },
      effort,
    ),
};
