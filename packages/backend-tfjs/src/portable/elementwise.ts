import { type BinaryName, type ComparisonName, sizeOf, type UnaryName } from "@nami/tensor-backend";
import type { KernelTable, PlainKernel } from "../kernel.js";
import type { Scope } from "../scope.js";
import type { Value } from "../tfjs.js";
import { broadcastValue } from "./moving.js";

/** A TF.js kernel of one input. */
export function unary(kernel: string): PlainKernel {
  return (scope, _, x) => scope.call(kernel, { x: x! });
}

/** A TF.js kernel of two inputs, which broadcasts. */
export function binary(kernel: string): PlainKernel {
  return (scope, _, a, b) => scope.call(kernel, { a: a!, b: b! });
}

/**
 * a where the condition holds, else b, all three of one shape.
 *
 * TF.js's kernel does not broadcast (its op layer does, which is not used here), and stops at rank 4.
 */
export function select(scope: Scope, condition: Value, a: Value, b: Value): Value {
  const { shape } = condition;
  const [c, t, e] = [condition, a, b].map((x) => (shape.length > 4 ? scope.reshape(x, [sizeOf(shape)]) : x));
  return scope.reshape(scope.call("Select", { condition: c!, t: t!, e: e! }), shape);
}

type ElementwiseName =
  | UnaryName | BinaryName | ComparisonName
  | "logicalAnd" | "logicalOr" | "logicalNot" | "isFinite" | "where" | "cast"; // biome-ignore format: a list

/** Elementwise primitives by the TF.js kernel of the same meaning. */
export const elementwiseKernels: Pick<KernelTable, ElementwiseName> = {
  neg: unary("Neg"),
  abs: unary("Abs"),
  sign: unary("Sign"),
  floor: unary("Floor"),
  sqrt: unary("Sqrt"),
  rsqrt: unary("Rsqrt"),
  exp: unary("Exp"),
  expm1: unary("Expm1"),
  log: unary("Log"),
  log1p: unary("Log1p"),
  sin: unary("Sin"),
  cos: unary("Cos"),
  tanh: unary("Tanh"),
  sigmoid: unary("Sigmoid"),
  softplus: unary("Softplus"),
  erf: unary("Erf"),
  add: binary("Add"),
  sub: binary("Sub"),
  mul: binary("Multiply"),
  div: binary("RealDiv"),
  pow: binary("Pow"),
  maximum: binary("Maximum"),
  minimum: binary("Minimum"),
  greater: binary("Greater"),
  greaterEqual: binary("GreaterEqual"),
  less: binary("Less"),
  lessEqual: binary("LessEqual"),
  equal: binary("Equal"),
  notEqual: binary("NotEqual"),
  logicalAnd: binary("LogicalAnd"),
  logicalOr: binary("LogicalOr"),
  logicalNot: unary("LogicalNot"),
  isFinite: unary("IsFinite"),
  cast: (scope, { attributes: { dtype } }, x) => scope.call("Cast", { x: x! }, { dtype }),
  where: (scope, { shape }, condition, a, b) =>
    select(
      scope,
      broadcastValue(scope, condition!, shape),
      broadcastValue(scope, a!, shape),
      broadcastValue(scope, b!, shape),
    ),
};
