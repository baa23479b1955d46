import {
  add,
  cos,
  div,
  exp,
  expm1,
  log,
  log1p,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  sigmoid,
  sin,
  softplus,
  sqrt,
  square,
  sub,
  tanh,
} from "./ops/elementwise.js";
import type { Tensor } from "./tensor.js";

/**
 * The elementwise operations that a formula needs to run on plain numbers and on tensors alike.
 *
 * Schedules are written over it: `(t, m) => m.cos(m.mul(t, Math.PI / 2))`.
 *
 * @typeParam T what it computes on; plain numbers may stand in for any operand
 */
export interface Elementwise<T> {
  add(a: T | number, b: T | number): T;
  sub(a: T | number, b: T | number): T;
  mul(a: T | number, b: T | number): T;
  div(a: T | number, b: T | number): T;
  neg(x: T | number): T;
  square(x: T | number): T;
  sqrt(x: T | number): T;
  /** xᵖ for a constant p. */
  pow(x: T | number, exponent: number): T;
  exp(x: T | number): T;
  expm1(x: T | number): T;
  log(x: T | number): T;
  log1p(x: T | number): T;
  sin(x: T | number): T;
  cos(x: T | number): T;
  tanh(x: T | number): T;
  sigmoid(x: T | number): T;
  softplus(x: T | number): T;
}

/** What a Tensor carries: the operations of formulas, and those that cut a value off at a bound. */
export interface TensorAlgebra extends Elementwise<Tensor> {
  maximum(a: Tensor | number, b: Tensor | number): Tensor;
  minimum(a: Tensor | number, b: Tensor | number): Tensor;
}

let made: TensorAlgebra | undefined;

/**
 * `Elementwise` on tensors.
 *
 * Made when it is first asked for: the operations import `Tensor`, which imports this, and in a bundle of
 * them all this part may run before they are there.
 */
export const tensorAlgebra = (): TensorAlgebra => {
  made ??= Object.freeze({
    add,
    sub,
    mul,
    div,
    neg,
    square,
    sqrt,
    pow,
    exp,
    expm1,
    log,
    log1p,
    sin,
    cos,
    tanh,
    sigmoid,
    softplus,
    maximum,
    minimum,
  });
  return made;
};
