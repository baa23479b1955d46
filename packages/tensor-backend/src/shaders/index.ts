export { polynomial, type ShaderAlgebra } from "./algebra.js";
export { cos, sin } from "./circular.js";
export { erf, expm1, log, log1p, softplus, tanh } from "./elementary.js";
export { erfDenominator, erfNumerator } from "./erf-coefficients.js";
