/** nami as its users write it, on the backend that the first argument names. */
import { backendOf, versionsOf } from "../../backends.js";
import { serve } from "../serve.js";
import { densityTraining } from "./density-training.js";
import { logDensity } from "./log-density.js";
import { sample } from "./sample.js";
import { train } from "./train.js";

const name = process.argv[2];
const backend = backendOf(name);
await serve(
  {
    train: train(backend),
    sample: sample(backend),
    "log-density": logDensity(backend),
    "density-training": densityTraining(backend),
  },
  () => versionsOf(name),
);
