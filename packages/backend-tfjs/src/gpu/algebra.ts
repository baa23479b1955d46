import { select } from "../portable/elementwise.js";
import type { Scope } from "../scope.js";
import type { Value } from "../tfjs.js";

/** Formulas over values of a device: each operation is one TF.js kernel, and numbers are float32 scalars. */
export interface Algebra {
  add(a: Value | number, b: Value | number): Value;
  sub(a: Value | number, b: Value | number): Value;
  mul(a: Value | number, b: Value | number): Value;
  div(a: Value | number, b: Value | number): Value;
  less(a: Value | number, b: Value | number): Value;
  equal(a: Value | number, b: Value | number): Value;
  /** A TF.js kernel of two inputs. */
  call(kernel: string, a: Value, b: Value): Value;
  /** A TF.js kernel of one input. */
  apply(kernel: string, x: Value): Value;
  /** a where the condition holds, else b; a number fills the shape of the condition. */
  select(condition: Value, a: Value | number, b: Value | number): Value;
  /** c[0]·xⁿ + … + c[n], by Horner's rule. */
  polynomial(coefficients: readonly number[], x: Value): Value;
}

/** The algebra of a scope: all that it computes is freed with the scope. */
export function algebra(scope: Scope): Algebra {
  const lift = (x: Value | number): Value => (typeof x === "number" ? scope.number(x) : x);
  const pair =
    (kernel: string) =>
    (a: Value | number, b: Value | number): Value =>
      scope.call(kernel, { a: lift(a), b: lift(b) });
  const [add, mul] = [pair("Add"), pair("Multiply")];
  const filled = (x: Value | number, { shape }: Value): Value =>
    typeof x === "number" ? scope.call("Fill", {}, { shape, value: x, dtype: "float32" }) : x;
  return {
    add,
    sub: pair("Sub"),
    mul,
    div: pair("RealDiv"),
    less: pair("Less"),
    equal: pair("Equal"),
    call: (kernel, a, b) => scope.call(kernel, { a, b }),
    apply: (kernel, x) => scope.call(kernel, { x }),
    select: (condition, a, b) => select(scope, condition, filled(a, condition), filled(b, condition)),
    polynomial: ([first = 0, ...rest], x) => {
      const [second = 0, ...others] = rest;
      return others.reduce((sum, c) => add(mul(sum, x), c), add(mul(first, x), second));
    },
  };
}
