/** TensorFlow.js on wasm, without nami. */
import { version_core } from "@tensorflow/tfjs-core";
import { serve } from "../serve.js";
import { wasmThreads } from "../wasm-threads.js";
import { sample } from "./sample.js";
import { train } from "./train.js";

await serve({ train, sample }, () => ({
  "@tensorflow/tfjs-core": version_core,
  threads: wasmThreads(),
}));
