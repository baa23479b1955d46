import type { PrimitiveName } from "@nami/tensor-backend";
import { contractionLowerings } from "./contraction.js";
import { convolutionLowerings } from "./convolution.js";
import { binaryLowerings, logicLowerings, unaryLowerings } from "./elementwise.js";
import type { Lowerings } from "./rule.js";
import { shapingLowerings } from "./shaping.js";

/** Every primitive in operators of ONNX. */
export const lowerings: Lowerings<PrimitiveName> = {
  ...unaryLowerings,
  ...binaryLowerings,
  ...logicLowerings,
  ...shapingLowerings,
  ...contractionLowerings,
  ...convolutionLowerings,
};
