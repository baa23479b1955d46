import { describeBackend } from "@nami/tensor-backend/conformance";
import { afterAll, describe, test } from "vitest";
import { tfjsBackend } from "./index.js";

const level = "full";

describeBackend("tfjs:cpu", () => tfjsBackend({ device: "cpu" }), { describe, test, afterAll, level });
describeBackend("tfjs:wasm", () => tfjsBackend({ device: "wasm" }), { describe, test, afterAll, level });
