import { describeBackend } from "@nami/tensor-backend/conformance";
import { afterAll, describe, test } from "vitest";
import { onnxBackend } from "./index.js";
import { bounds } from "./testing/allowances.js";
import { files } from "./testing/files.js";
import { onShaders } from "./testing/gpu-allowances.js";

for (const [provider, allowances] of [
  ["wasm", { bounds }],
  ["webgpu", onShaders],
] as const)
  describeBackend(`onnx:${provider}`, () => onnxBackend({ executionProviders: [provider], files }), {
    describe,
    test,
    afterAll,
    level: "quick",
    ...allowances,
  });
