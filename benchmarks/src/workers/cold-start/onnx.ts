/** Samples of a saved model from a cold start, on ONNX Runtime: onnx FOLDER */
import { onnxBackend } from "@nami/backend-onnx";
import { sampleSaved } from "./sample.js";

void sampleSaved(onnxBackend());
