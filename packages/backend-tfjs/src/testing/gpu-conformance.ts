import { describeBackend } from "@nami/tensor-backend/conformance";
import { env } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type TfjsBackend, tfjsBackend } from "../index.js";

/** A backend on which even small values are computed by shaders. */
async function onShadersOnly(backend: TfjsBackend): Promise<void> {
  backend.free(await backend.upload(Float32Array.of(0), [], "float32"));
  env().set(`${backend.device.toUpperCase()}_CPU_FORWARD`, false);
}

/** Runs the conformance suite on WebGL and WebGPU, with the bounds and skips of GPUs and their reasons. */
export function conformanceOnGpus(level: "quick" | "full"): void {
  for (const device of ["webgl", "webgpu"] as const) {
    const backend = tfjsBackend({ device });
    beforeAll(() => onShadersOnly(backend));
    describeBackend(`tfjs:${device}`, () => backend, {
      level,
      describe,
      test,
      afterAll,
      flushesSubnormals: "shaders do",
      bounds: {
        exp: { ulps: 20, reason: "computed as 2^(x·log₂e) in float32" },
        expm1: { ulps: 20, reason: "computed from exp" },
        pow: { ulps: 80, reason: "computed as 2^(y·log₂x) in float32" },
      },
      skips: {
        "*: subnormals": "shaders read subnormal numbers as 0",
        "sin: large arguments": "the reduction by π is exact up to 2¹³π",
        "cos: large arguments": "the reduction by π is exact up to 2¹³π",
        "*: wide int32": "integers go through float32 and are exact up to 2²⁴",
        "cast: float32 beyond int32 to int32": "integers go through float32 and are exact up to 2²⁴",
        "cast: non-finite to int32": "shaders convert numbers, and nothing else, to integers",
        "pow: special values": "shaders have no powers of −0 and −∞",
        "scatterAdd: special values": "TF.js multiplies by 0 and 1, so that NaN and ∞ spread",
      },
    });
  }
}
