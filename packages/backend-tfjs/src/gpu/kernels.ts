import type { KernelTable, PlainKernel } from "../kernel.js";
import { portableKernels } from "../portable/kernels.js";
import { convert, div, forwards, keepingNaN, pow, shallow, throughFloat, wideMax } from "./arithmetic.js";
import { cos, sin } from "./circular.js";
import { erf, expm1, formula, log, log1p, softplus, tanh } from "./elementary.js";

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
  add: shallow(portable.add),
  sub: shallow(portable.sub),
  mul: shallow(portable.mul),
  div: shallow(portable.div),
  pow: shallow(pow),
  maximum: shallow(portable.maximum),
  minimum: shallow(portable.minimum),
  greater: shallow(portable.greater),
  greaterEqual: shallow(portable.greaterEqual),
  less: shallow(portable.less),
  lessEqual: shallow(portable.lessEqual),
  equal: shallow(portable.equal),
  notEqual: shallow(portable.notEqual),
};

/** Kernels of the webgl device. */
export const webglKernels: KernelTable = Object.freeze({
  ...shaderKernels,
  div: shallow(div),
  max: wideMax(portableKernels.max),
});

/** Kernels of the webgpu device. */
export const webgpuKernels: KernelTable = Object.freeze({
  ...shaderKernels,
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
