import {
  abs,
  add,
  cos,
  div,
  equal,
  exp,
  greater,
  less,
  log,
  logicalAnd,
  mul,
  neg,
  pow,
  sigmoid,
  sign,
  sin,
  square,
  sub,
  where,
} from "../ops/elementwise.js";
import type { BinaryName, UnaryName } from "../primitives.js";
import type { Tensor } from "../tensor.js";
import type { Slope } from "./own-slope.js";
import {
  addDerivatives,
  alignLead,
  type DerivativeRule,
  leadShape,
  linearRule,
  sumTo,
  zeroRule,
} from "./rule.js";

/** y = f(x) elementwise, from f′ in terms of x and y. */
export function unary(slope: Slope): DerivativeRule<UnaryName> {
  return {
    jvp: ({ inputs: [x], output }, [tangent]) => tangent && mul(tangent, slope(x!, output)),
    vjp: ({ inputs: [x], output }, cotangent) => [mul(cotangent, slope(x!, output))],
  };
}

/** y = f(a, b) elementwise, from how a small change of each side (or of y, backwards) is scaled. */
function binary(
  scaleA: (change: Tensor, a: Tensor, b: Tensor, y: Tensor) => Tensor,
  scaleB: (change: Tensor, a: Tensor, b: Tensor, y: Tensor) => Tensor,
): DerivativeRule<BinaryName> {
  return {
    jvp: ({ inputs, output }, tangents, lead) => {
      const [a, b] = inputs as [Tensor, Tensor];
      const [da, db] = tangents.map((tangent) => tangent && alignLead(tangent, lead, output.shape.length));
      const terms = [da && scaleA(da, a, b, output), db && scaleB(db, a, b, output)];
      return addDerivatives(add, terms, leadShape((da ?? db)!, lead, output.shape));
    },
    vjp: ({ inputs, output }, cotangent) => {
      const [a, b] = inputs as [Tensor, Tensor];
      return [
        sumTo(scaleA(cotangent, a, b, output), a.shape),
        sumTo(scaleB(cotangent, a, b, output), b.shape),
      ];
    },
  };
}

/** y = ln u(x) with u′ = 1. A change is divided by u at once: 1/u alone overflows where u is among the smallest numbers. */
function logarithm(u: (x: Tensor) => Tensor): DerivativeRule<UnaryName> {
  return {
    jvp: ({ inputs: [x] }, [tangent]) => tangent && div(tangent, u(x!)),
    vjp: ({ inputs: [x] }, cotangent) => [div(cotangent, u(x!))],
  };
}

/** 1 where the first is chosen, ½ at a tie, 0 elsewhere: times a change. */
function chosen(above: (a: Tensor, b: Tensor) => Tensor): (change: Tensor, a: Tensor, b: Tensor) => Tensor {
  return (change, a, b) => where(above(a, b), change, where(equal(a, b), mul(0.5, change), 0));
}

const larger = chosen(greater);
const smaller = chosen(less);

/** The rules of the elementwise functions of one input. */
export const unaryRules: { readonly [P in UnaryName]: DerivativeRule<P> } = {
  neg: linearRule(neg, neg),
  abs: unary((x) => sign(x)),
  sign: zeroRule,
  floor: zeroRule,
  sqrt: unary((_, y) => div(0.5, y)),
  rsqrt: unary((x, y) => div(mul(-0.5, y), x)),
  exp: unary((_, y) => y),
  expm1: unary((x) => exp(x)),
  log: logarithm((x) => x),
  log1p: logarithm((x) => add(1, x)),
  sin: unary((x) => cos(x)),
  cos: unary((x) => neg(sin(x))),
  tanh: unary((_, y) => sub(1, square(y))),
  sigmoid: unary((_, y) => mul(y, sub(1, y))),
  softplus: unary((x) => sigmoid(x)),
  erf: unary((x) => mul(2 / Math.sqrt(Math.PI), exp(neg(square(x))))),
};

/** The rules of binary arithmetic. */
export const binaryRules: { readonly [P in BinaryName]: DerivativeRule<P> } = {
  add: binary(
    (d) => d,
    (d) => d,
  ),
  sub: binary((d) => d, neg),
  mul: binary(
    (d, _, b) => mul(d, b),
    (d, a) => mul(d, a),
  ),
  div: binary(
    (d, _, b) => div(d, b),
    (d, _, b, y) => neg(mul(d, div(y, b))),
  ),
  pow: binary(
    // b·a^(b−1), with 0 rather than 0·∞ where b is 0 and 1/a would overflow.
    (d, a, b) => {
      const isTiny = less(abs(a), a.dtype === "float64" ? 2 ** -1022 : 2 ** -126);
      return mul(d, mul(b, pow(where(logicalAnd(isTiny, equal(b, 0)), 1, a), sub(b, 1))));
    },
    // aᵇ·ln a, with 0 at a = 0, where aᵇ is flat in b.
    (d, a, _, y) => mul(d, mul(y, log(where(equal(a, 0), 1, a)))),
  ),
  maximum: binary(larger, (d, a, b) => larger(d, b, a)),
  minimum: binary(smaller, (d, a, b) => smaller(d, b, a)),
};
