/** nami as its users write it, on the backend that the first argument names. */
import { backends } from "../../backends.js";
import { serve } from "../serve.js";
import { densityTraining } from "./density-training.js";
import { logDensity } from "./log-density.js";
import { sample } from "./sample.js";
import { train } from "./train.js";

const make = backends[process.argv[2] ?? ""];
if (!make)
  throw new Error(`nami: the backend must be one of ${Object.keys(backends)}, got ${process.argv[2]}.`);
const backend = make();
await serve(
  {
    train: train(backend),
    sample: sample(backend),
    "log-density": logDensity(backend),
    "density-training": densityTraining(backend),
  },
  {},
);
