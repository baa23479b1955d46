import type { TrainingSettings } from "../session/settings.js";
import type { UseSettings } from "../your-model/protocol.js";

/** Settings of a tiny network on two moons. */
export const tinySettings: TrainingSettings = {
  seed: 0,
  target: { kind: "toy", name: "moons" },
  source: "normal",
  path: "linear",
  coupling: "independent",
  predicts: "velocity",
  hidden: 8,
  layers: 1,
  activation: "silu",
  optimizer: "adam",
  learningRate: 0.01,
  batchSize: 32,
};

/** How a small model of files is looked at: all kinds, eight steps. */
export const tinyUse: UseSettings = {
  activation: "silu",
  path: "linear",
  source: "normal",
  solver: "rk4",
  solverSteps: 8,
  particles: 500,
  seed: 0,
  density: false,
  kind: 0,
  guidance: 1,
};
