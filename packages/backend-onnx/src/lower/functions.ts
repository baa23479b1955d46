import type { DType } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";
import { arithmetic } from "./blocks.js";

/**
 * eˣ − 1: for |x| < 1 as (u − 1)·x/ln u with u = eˣ rounded, in which the rounding of u cancels; x itself where u
 * is 1.
 *
 * @see N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §1.14.1 (Kahan's method)
 */
export function expm1(emit: Emitter, x: Name, dtype: DType): Name {
  const m = arithmetic(emit, dtype);
  const one = m.number(1);
  const u = m.call("Exp", x);
  const less = m.sub(u, one);
  const atOne = m.equal(u, one);
  const ratio = m.div(x, m.call("Log", m.choose(atOne, m.number(2), u)));
  const near = m.choose(atOne, x, m.mul(less, ratio));
  return m.choose(m.less(m.call("Abs", x), one), near, less);
}

/** ln(1 + x): as x·ln u/(u − 1) with u = 1 + x rounded; x itself where u is 1, and ∞ at ∞. */
export function log1p(emit: Emitter, x: Name, dtype: DType): Name {
  const m = arithmetic(emit, dtype);
  const one = m.number(1);
  const u = m.add(one, x);
  const atOne = m.equal(u, one);
  const step = m.choose(atOne, one, m.sub(u, one));
  const near = m.choose(atOne, x, m.mul(m.call("Log", u), m.div(x, step)));
  return m.choose(m.equal(x, m.number(Number.POSITIVE_INFINITY)), x, near);
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|), exact in both tails. */
export function softplus(emit: Emitter, x: Name, dtype: DType): Name {
  const m = arithmetic(emit, dtype);
  const zero = m.number(0);
  const positive = m.choose(m.less(x, zero), zero, x);
  return m.add(positive, log1p(emit, m.call("Exp", m.call("Neg", m.call("Abs", x))), dtype));
}

/** Terms of the series, for |x| ≤ 2, and steps of the continued fraction, for |x| ≥ 2, that doubles need. */
const [terms, steps] = [38, 48];

/**
 * The error function in double precision:
 *
 *     |x| < 2:  2/√π e^(−x²) x (1 + 2x²/3 (1 + 2x²/5 (1 + …)))
 *     |x| ≥ 2:  ±1 ∓ e^(−x²)/√π · 1/(|x| + ½/(|x| + 1/(|x| + 3⁄2/(|x| + …))))
 *
 * ONNX Runtime has it in single precision only.
 *
 * @see Abramowitz and Stegun, 7.1.6 and 7.1.14
 */
export function erf64(emit: Emitter, x: Name): Name {
  const m = arithmetic(emit, "float64");
  const one = m.number(1);
  const [two, six] = [m.number(2), m.number(6)];
  const size = m.call("Abs", x);
  // Beyond 6 it is ±1; a square of more would only overflow.
  const bounded = m.choose(m.less(size, six), size, six);
  const square = m.mul(bounded, bounded);
  const gauss = m.call("Exp", m.call("Neg", square));

  const inner = m.choose(m.less(bounded, two), square, m.number(4));
  let series = one;
  for (let n = terms; n >= 1; n--)
    series = m.add(one, m.mul(series, m.mul(inner, m.number(2 / (2 * n + 1)))));
  const near = m.mul(m.mul(m.number(2 / Math.sqrt(Math.PI)), gauss), m.mul(bounded, series));

  const outer = m.choose(m.less(bounded, two), two, bounded);
  let fraction = outer;
  for (let n = steps; n >= 1; n--) fraction = m.add(outer, m.div(m.number(n / 2), fraction));
  const far = m.sub(one, m.div(m.mul(gauss, m.number(1 / Math.sqrt(Math.PI))), fraction));

  const result = m.mul(m.call("Sign", x), m.choose(m.less(size, two), near, far));
  return m.choose(m.equal(x, x), result, x);
}

/** xⁿ on int32 in the low 32 bits, by repeated squaring; a negative power is cut towards zero, 0 for a power of 0. */
export function integerPower(emit: Emitter, x: Name, y: Name): Name {
  const m = arithmetic(emit, "int32");
  const [zero, one, two] = [m.number(0), m.number(1), m.number(2)];
  const odd = (n: Name): Name => m.equal(emit.op("Mod", [n, two]), one);
  let result = one;
  let base = x;
  let rest = m.choose(m.less(y, zero), zero, y);
  for (let bit = 0; bit < 31; bit++) {
    result = m.mul(result, m.choose(odd(rest), base, one));
    base = m.mul(base, base);
    rest = m.div(rest, two);
  }
  const minusOne = m.number(-1);
  const alternating = m.choose(odd(y), minusOne, one);
  const inverse = m.choose(m.equal(x, one), one, m.choose(m.equal(x, minusOne), alternating, zero));
  return m.choose(m.less(y, zero), inverse, result);
}

/** a/b on int32, cut towards zero; 0 for a division by zero, −2³¹ for −2³¹/−1, where a processor would trap. */
export function integerQuotient(emit: Emitter, a: Name, b: Name): Name {
  const m = arithmetic(emit, "int32");
  const [zero, one, minusOne] = [m.number(0), m.number(1), m.number(-1)];
  const none = m.equal(b, zero);
  const negating = m.equal(b, minusOne);
  const quotient = m.div(a, m.choose(emit.op("Or", [none, negating]), one, b));
  return m.choose(none, zero, m.choose(negating, m.sub(zero, a), quotient));
}
