import type { BoundOverrides } from "@nami/tensor-backend/conformance";

/** Where ONNX Runtime's processor kernels are coarser than what the conformance suite asks of everybody. */
export const bounds: BoundOverrides = {
  sigmoid: {
    ulps: 4,
    absolute: 1,
    reason: "its rational approximation is exact to 1e-7 absolutely: 0 below −18.5 in single precision",
  },
  tanh: {
    ulps: 4,
    absolute: 1e-35,
    reason: "products with its smallest coefficient leave the normal numbers for arguments below 2⁻¹¹⁶",
  },
};
