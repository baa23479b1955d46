import type { PrimitiveName } from "../../primitives.js";
import type { SpecimensOf } from "../specimen.js";
import { arithmeticSpecimens, comparisonSpecimens, whereSpecimens } from "./arithmetic.js";
import { contractionSpecimens } from "./contraction.js";
import { convolutionSpecimens } from "./convolution.js";
import { creationSpecimens } from "./creation.js";
import { logicSpecimens, unarySpecimens } from "./elementwise.js";
import { movementSpecimens } from "./movement.js";
import { reductionSpecimens } from "./reduction.js";

/** What is tried of every primitive: one left out does not compile. */
export const specimenTable: { readonly [P in PrimitiveName]: SpecimensOf<P> } = Object.freeze({
  ...creationSpecimens,
  ...unarySpecimens,
  ...logicSpecimens,
  ...arithmeticSpecimens,
  ...comparisonSpecimens,
  where: whereSpecimens,
  ...movementSpecimens,
  ...reductionSpecimens,
  ...contractionSpecimens,
  ...convolutionSpecimens,
});
