import type { Allowances } from "@nami/tensor-backend/conformance";

/** What the conformance suite allows providers that compute with shaders. */
export const onShaders: Allowances & { readonly skips: Readonly<Record<string, string>> } = {
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
    "pow: special values": "shaders have no powers of −0 and −∞",
  },
};
