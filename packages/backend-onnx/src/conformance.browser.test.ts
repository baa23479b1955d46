import { describeBackend } from "@nami/tensor-backend/conformance";
import { afterAll, describe, test } from "vitest";
import { onnxBackend } from "./index.js";
import { bounds } from "./testing/allowances.js";

// The test server serves the repository.
const files = "/packages/backend-onnx/node_modules/onnxruntime-web/dist/";

for (const provider of ["wasm"] as const)
  describeBackend(`onnx:${provider}`, () => onnxBackend({ executionProviders: [provider], files }), {
    describe,
    test,
    afterAll,
    bounds,
  });
