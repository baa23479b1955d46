import type { Elementwise } from "@nami/tensor-backend";

/** A value with its derivative with respect to time: x + ẋ ε, ε² = 0. */
export interface Dual<T> {
  readonly value: T | number;
  /** Left out where the value does not depend on time, so that no 0 · ∞ arises. */
  readonly dot?: T | number;
  /** What this is the square root of, so that its square has a derivative where it has none. */
  readonly radicand?: Dual<T>;
}

/** A formula that runs on numbers, tensors and duals alike. A constant may be a plain number. */
export type Formula = <T>(t: T, m: Elementwise<T>) => T | number;

/**
 * Arithmetic on duals over any algebra: forward-mode differentiation, to any order when nested.
 *
 * √u keeps u, so that (√u)² is u itself with derivative u̇, also at u = 0, where √u has an infinite slope.
 *
 * @param m what values and derivatives are computed with
 */
export function dualAlgebra<T>(m: Elementwise<T>): Elementwise<Dual<T>> {
  type Operand = Dual<T> | number;
  type Dot = T | number | undefined;
  const lift = (x: Operand): Dual<T> => (typeof x === "number" ? { value: x } : x);
  const dual = (value: T | number, dot: Dot): Dual<T> => (dot === undefined ? { value } : { value, dot });
  const map = (dot: Dot, fn: (dot: T | number) => T): Dot => (dot === undefined ? undefined : fn(dot));
  const plus = (a: Dot, b: Dot): Dot => map(a, (x) => (b === undefined ? (x as T) : m.add(x, b))) ?? b;
  const unary =
    (f: (x: T | number) => T, slope: (x: T | number, y: T) => T): ((x: Operand) => Dual<T>) =>
    (x) => {
      const { value, dot } = lift(x);
      const y = f(value);
      return dual(
        y,
        map(dot, (d) => m.mul(d, slope(value, y))),
      );
    };
  const binary =
    (fn: (a: Dual<T>, b: Dual<T>) => Dual<T>): ((a: Operand, b: Operand) => Dual<T>) =>
    (a, b) =>
      fn(lift(a), lift(b));

  const neg = (x: Operand): Dual<T> => dual(m.neg(lift(x).value), map(lift(x).dot, m.neg));
  const mul = binary((a, b) => {
    if (a === b && a.radicand) return a.radicand;
    const dot = plus(
      map(a.dot, (d) => m.mul(d, b.value)),
      map(b.dot, (d) => m.mul(a.value, d)),
    );
    return dual(m.mul(a.value, b.value), dot);
  });
  const root = unary(m.sqrt, (_, y) => m.div(0.5, y));
  return {
    add: binary((a, b) => dual(m.add(a.value, b.value), plus(a.dot, b.dot))),
    sub: binary((a, b) => dual(m.sub(a.value, b.value), plus(a.dot, map(b.dot, m.neg)))),
    mul,
    div: binary((a, b) => {
      const y = m.div(a.value, b.value);
      const fromBelow = map(b.dot, (d) => m.neg(m.div(m.mul(y, d), b.value)));
      return dual(
        y,
        plus(
          map(a.dot, (d) => m.div(d, b.value)),
          fromBelow,
        ),
      );
    }),
    neg,
    square: (x) => {
      const same = lift(x);
      return mul(same, same);
    },
    sqrt: (x) => ({ ...root(x), radicand: lift(x) }),
    pow: (x, p) =>
      p === 0
        ? { value: 1 }
        : unary(
            (v) => m.pow(v, p),
            (v) => m.mul(p, m.pow(v, p - 1)),
          )(x),
    exp: unary(m.exp, (_, y) => y),
    expm1: unary(m.expm1, m.exp),
    log: unary(m.log, (x) => m.div(1, x)),
    log1p: unary(m.log1p, (x) => m.div(1, m.add(1, x))),
    sin: unary(m.sin, m.cos),
    cos: unary(m.cos, (x) => m.neg(m.sin(x))),
    tanh: unary(m.tanh, (_, y) => m.sub(1, m.square(y))),
    sigmoid: unary(m.sigmoid, (_, y) => m.mul(y, m.sub(1, y))),
    softplus: unary(m.softplus, m.sigmoid),
  };
}

/** df/dt as a formula of its own. */
export function derivative(formula: Formula): Formula {
  return <T>(t: T, m: Elementwise<T>): T | number => {
    const y = formula<Dual<T>>({ value: t, dot: 1 }, dualAlgebra(m));
    return typeof y === "number" ? 0 : (y.dot ?? 0);
  };
}
