import { describeBackend } from "@nami/tensor-backend/conformance";
import { afterAll, describe, test } from "vitest";
import { tfjsBackend } from "./index.js";

describeBackend("tfjs:cpu", () => tfjsBackend({ device: "cpu" }), { describe, test, afterAll });
describeBackend("tfjs:wasm", () => tfjsBackend({ device: "wasm" }), { describe, test, afterAll });
