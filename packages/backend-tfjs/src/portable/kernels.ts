import type { KernelTable } from "../kernel.js";
import { contractionKernels } from "./contraction.js";
import { creationKernels } from "./creation.js";
import { elementwiseKernels } from "./elementwise.js";
import { indexingKernels } from "./indexing.js";
import { movingKernels } from "./moving.js";
import { reductionKernels } from "./reduction.js";

/** Every primitive by TF.js kernels alone, which is right wherever these kernels are. */
export const portableKernels: KernelTable = Object.freeze({
  ...creationKernels,
  ...elementwiseKernels,
  ...movingKernels,
  ...reductionKernels,
  ...indexingKernels,
  ...contractionKernels,
});
