import { describeBackend } from "@nami/tensor-backend/conformance";
import { afterAll, describe, test } from "vitest";
import { onnxBackend } from "./index.js";
import { bounds } from "./testing/allowances.js";

const providers = { "onnx:cpu": "cpu", "onnx:wasm": "wasm" } as const;

for (const [name, provider] of Object.entries(providers))
  describeBackend(name, () => onnxBackend({ executionProviders: [provider] }), {
    describe,
    test,
    afterAll,
    bounds,
  });
