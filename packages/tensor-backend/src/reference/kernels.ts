import type { PrimitiveName } from "../primitives.js";
import { arithmeticKernels } from "./arithmetic.js";
import { comparisonKernels } from "./comparison.js";
import { convolutionKernels } from "./convolution.js";
import { creationKernels } from "./creation.js";
import { indexingKernels } from "./indexing.js";
import type { Kernels } from "./kernel.js";
import { matmul } from "./matmul.js";
import { movementKernels } from "./movement.js";
import { reductionKernels } from "./reduction.js";
import { resizingKernels } from "./resizing.js";
import { unaryKernels } from "./unary.js";

/** The kernel of every primitive. */
export const kernels: Kernels<PrimitiveName> = Object.freeze({
  ...creationKernels,
  ...unaryKernels,
  ...arithmeticKernels,
  ...comparisonKernels,
  ...reductionKernels,
  ...movementKernels,
  ...indexingKernels,
  ...convolutionKernels,
  ...resizingKernels,
  matmul,
});
