import type { TrainingSettings } from "../session/settings.js";

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
