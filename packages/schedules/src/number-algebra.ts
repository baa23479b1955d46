import type { Elementwise } from "@nami/tensor-backend";

/** `Elementwise` on plain numbers: `Math`, in double precision. */
export const numberAlgebra: Elementwise<number> = /* @__PURE__ */ Object.freeze({
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (x) => -x,
  square: (x) => x * x,
  sqrt: Math.sqrt,
  pow: (x, exponent) => x ** exponent,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
} satisfies Elementwise<number>);
