import { describeBackend } from "@nami/tensor-backend/conformance";
import { afterAll, describe, test } from "vitest";
import { onnxBackend } from "./index.js";

describeBackend("onnx:cpu", () => onnxBackend({ threads: 1 }), { describe, test, afterAll });
