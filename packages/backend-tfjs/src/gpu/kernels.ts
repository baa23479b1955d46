import { cos, erf, expm1, log, log1p, sin, softplus, tanh } from "@nami/tensor-backend/shaders";
import type { KernelTable, PlainKernel } from "../kernel.js";
import { portableKernels } from "../portable/kernels.js";
import {
  convert,
  div,
  formula,
  forwards,
  keepingNaN,
  pow,
  shallow,
  throughFloat,
  wideMax,
} from "./arithmetic.js";

const portable = portableKernels as { readonly [P in keyof KernelTable]: PlainKernel };

/** What shaders compute wrongly or coarsely, composed of kernels that are right. */
const shaderKernels: KernelTable = {
  ...portableKernels,
  sign: keepingNaN(portable.sign),
  log: formula(log),
  log1p: formula(log1p),
  expm1: formula(expm1),
  tanh: formula(tanh),
  softplus: formula(softplus),
  erf: formula(erf),
  sin: formula(sin),
  cos: formula(cos),
};

/** Kernels of two operands, for shaders that broadcast up to a rank. */
const pairs = (deepest: number, divide: PlainKernel): Partial<KernelTable> => ({
  add: shallow(portable.add, deepest),
  sub: shallow(portable.sub, deepest),
  mul: shallow(portable.mul, deepest),
  div: shallow(divide, deepest),
  pow: shallow(pow, deepest),
  maximum: shallow(portable.maximum, deepest),
  minimum: shallow(portable.minimum, deepest),
  greater: shallow(portable.greater, deepest),
  greaterEqual: shallow(portable.greaterEqual, deepest),
  less: shallow(portable.less, deepest),
  lessEqual: shallow(portable.lessEqual, deepest),
  equal: shallow(portable.equal, deepest),
  notEqual: shallow(portable.notEqual, deepest),
  logicalAnd: shallow(portable.logicalAnd, deepest),
  logicalOr: shallow(portable.logicalOr, deepest),
});

/** Kernels of the webgl device. */
export const webglKernels: KernelTable = Object.freeze({
  ...shaderKernels,
  ...pairs(6, div),
  max: wideMax(portableKernels.max),
});

/** Kernels of the webgpu device. */
export const webgpuKernels: KernelTable = Object.freeze({
  ...shaderKernels,
  ...pairs(3, portable.div),
  cast: convert,
  exp: keepingNaN(portable.exp),
  log: keepingNaN(formula(log)),
  log1p: keepingNaN(formula(log1p)),
  expm1: keepingNaN(formula(expm1)),
  sigmoid: keepingNaN(portable.sigmoid),
  softplus: keepingNaN(formula(softplus)),
  sum: throughFloat(portable.sum),
  max: throughFloat(portable.max),
  cumsum: throughFloat(forwards(portableKernels.cumsum, portableKernels.reverse) as PlainKernel),
  transpose: throughFloat(portable.transpose),
  scatterAdd: throughFloat(portable.scatterAdd),
});
