/** Samples of a saved model from a cold start, on TF.js: tfjs-wasm FOLDER */
import { tfjsBackend } from "@nami/backend-tfjs";
import { sampleSaved } from "./sample.js";

void sampleSaved(tfjsBackend({ device: "wasm" }));
