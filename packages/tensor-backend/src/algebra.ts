import { full } from "./ops/create.js";
import {
  add,
  cast,
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
import { broadcastTo } from "./ops/shaping.js";
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

/** What a Tensor carries: the operations of formulas, and those at their edges. */
export interface TensorAlgebra extends Elementwise<Tensor> {
  maximum(a: Tensor | number, b: Tensor | number): Tensor;
  minimum(a: Tensor | number, b: Tensor | number): Tensor;
  /** A scalar in the shape and dtype of another tensor. */
  spread(value: Tensor | number, like: Tensor): Tensor;
}

let algebra: TensorAlgebra | undefined;

/**
 * `TensorAlgebra` on tensors. Made when it is first asked for: tensors and their operations import each other, and a
 * bundle may run this module before the operations are there.
 */
export const tensorAlgebra = (): TensorAlgebra =>
  (algebra ??= Object.freeze<TensorAlgebra>({
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
    spread: (value, like) =>
      typeof value === "number"
        ? full(like.shape, value, like.dtype)
        : broadcastTo(cast(value, like.dtype), like.shape),
  }));
