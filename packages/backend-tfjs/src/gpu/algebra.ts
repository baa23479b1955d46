import type { ShaderAlgebra } from "@nami/tensor-backend/shaders";
import { select } from "../portable/elementwise.js";
import type { Scope } from "../scope.js";
import type { Value } from "../tfjs.js";

/** Formulas over values of a device: each operation is one TF.js kernel, and numbers are float32 scalars. */
export interface Algebra extends ShaderAlgebra<Value> {
  /** A TF.js kernel of two inputs. */
  call(kernel: string, a: Value, b: Value): Value;
  /** A TF.js kernel of one input. */
  apply(kernel: string, x: Value): Value;
}

/** The algebra of a scope: all that it computes is freed with the scope. */
export function algebra(scope: Scope): Algebra {
  const lift = (x: Value | number): Value => (typeof x === "number" ? scope.number(x) : x);
  const pair =
    (kernel: string) =>
    (a: Value | number, b: Value | number): Value =>
      scope.call(kernel, { a: lift(a), b: lift(b) });
  const one =
    (kernel: string) =>
    (x: Value): Value =>
      scope.call(kernel, { x });
  const filled = (x: Value | number, { shape }: Value): Value =>
    typeof x === "number" ? scope.call("Fill", {}, { shape, value: x, dtype: "float32" }) : x;
  return {
    add: pair("Add"),
    sub: pair("Sub"),
    mul: pair("Multiply"),
    div: pair("RealDiv"),
    less: pair("Less"),
    equal: pair("Equal"),
    // A number fills the shape of the condition.
    select: (condition, a, b) => select(scope, condition, filled(a, condition), filled(b, condition)),
    abs: one("Abs"),
    sign: one("Sign"),
    floor: one("Floor"),
    exp: one("Exp"),
    log: one("Log"),
    tanh: one("Tanh"),
    call: (kernel, a, b) => scope.call(kernel, { a, b }),
    apply: (kernel, x) => scope.call(kernel, { x }),
  };
}
