import { polynomial, type ShaderAlgebra } from "./algebra.js";
import { erfDenominator, erfNumerator } from "./erf-coefficients.js";

/** 1/9!, …, 1/1!: coefficients of (eˣ − 1)/x from the highest power down. */
const expm1Series = [9, 8, 7, 6, 5, 4, 3, 2, 1].map((n) => {
  let factorial = 1;
  for (let k = 2; k <= n; k++) factorial *= k;
  return 1 / factorial;
});

/** 1/15, 1/13, …, 1: coefficients of atanh(s)/s in s², from the highest power down. */
const atanhSeries = [15, 13, 11, 9, 7, 5, 3, 1].map((n) => 1 / n);

/** Coefficients of (tanh(x) − x)/x³ in x² for |x| < 0.625, highest power first; Cephes, `tanhf`. */
const tanhSeries = [
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
];

/** ln(1 + x) = 2 atanh(x / (2 + x)) where |x| < ½, else `far`: shaders' own logarithm is coarse near 1. */
function nearOne<V>(m: ShaderAlgebra<V>, x: V, far: V): V {
  const s = m.div(x, m.add(x, 2));
  const near = m.mul(m.mul(s, 2), polynomial(m, atanhSeries, m.mul(s, s)));
  return m.select(m.less(m.abs(x), 0.5), near, far);
}

/** The shader's own logarithm, which may give −88 for ln 0. */
function coarseLog<V>(m: ShaderAlgebra<V>, x: V): V {
  return m.select(m.equal(x, 0), Number.NEGATIVE_INFINITY, m.log(x));
}

/** ln x; x − 1 is exact near 1. */
export function log<V>(m: ShaderAlgebra<V>, x: V): V {
  return nearOne(m, m.sub(x, 1), coarseLog(m, x));
}

/** ln(1 + x) */
export function log1p<V>(m: ShaderAlgebra<V>, x: V): V {
  return nearOne(m, x, coarseLog(m, m.add(x, 1)));
}

/** eˣ − 1: its series near 0. */
export function expm1<V>(m: ShaderAlgebra<V>, x: V): V {
  const near = m.mul(x, polynomial(m, expm1Series, x));
  return m.select(m.less(m.abs(x), 0.7), near, m.sub(m.exp(x), 1));
}

/** tanh x: its series near 0. */
export function tanh<V>(m: ShaderAlgebra<V>, x: V): V {
  const square = m.mul(x, x);
  const near = m.add(x, m.mul(m.mul(x, square), polynomial(m, tanhSeries, square)));
  return m.select(m.less(m.abs(x), 0.625), near, m.tanh(x));
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|). */
export function softplus<V>(m: ShaderAlgebra<V>, x: V): V {
  const tail = log1p(m, m.exp(m.mul(m.abs(x), -1)));
  return m.add(m.select(m.less(x, 0), 0, x), tail);
}

/** The error function as x·P(x²)/Q(x²), constant beyond |x| = 4. */
export function erf<V>(m: ShaderAlgebra<V>, x: V): V {
  const beyond = m.less(4, m.abs(x));
  const inside = m.select(beyond, m.mul(m.sign(x), 4), x);
  const square = m.mul(inside, inside);
  return m.div(m.mul(inside, polynomial(m, erfNumerator, square)), polynomial(m, erfDenominator, square));
}
