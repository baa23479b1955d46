import { OptionError, ShapeError } from "@nami/errors";
import { checkDType, type DType, isFloat } from "../dtype.js";
import type { BinaryName, ComparisonName, UnaryName } from "../primitives.js";
import { apply, type Numeric, operand, Tensor } from "../tensor.js";
import { operands, topologicalOrder } from "../walk.js";

const none = Object.freeze({});

/** @internal A number as a scalar tensor of `dtype`, weak unless said otherwise. */
export function scalar(value: number, dtype: DType, weak = true): Tensor {
  const attributes = { value, shape: [], dtype };
  return new Tensor([], dtype, { kind: "operation", primitive: "full", attributes, inputs: [] }, weak);
}

/** @internal A tensor as it is; a number as a weak float32 scalar. */
export function lift(x: Numeric, name = "operation"): Tensor {
  if (x instanceof Tensor) return x;
  if (typeof x === "number") return scalar(x, "float32");
  throw new OptionError(
    `${name}: operands are tensors and numbers, got ${x === null ? "null" : typeof x}. Use tensor(…).`,
  );
}

/** What weak tensors are in float64. */
const widened = new WeakMap<Tensor, Tensor>();

/** What a weak tensor is when all that it is made of is in float64: numbers, and those among the arguments of a trace. */
function widen(x: Tensor): Tensor {
  const open = (y: Tensor): readonly Tensor[] => (widened.has(y) ? [] : operands(y));
  for (const y of topologicalOrder([x], open)) if (!widened.has(y)) widened.set(y, widenOne(y));
  return widened.get(x)!;
}

function widenOne(x: Tensor): Tensor {
  const { source } = x;
  if (source.kind === "placeholder") return new Tensor(x.shape, "float64", source);
  if (source.kind !== "operation" || x.dtype === "int32") return x;
  if (source.primitive === "full") return scalar(source.attributes.value, "float64", false);
  const inputs = source.inputs.map((input) => widened.get(input)!);
  if (source.primitive === "identity") {
    // A derivative is taken with respect to this very tensor: it stays, and the digits that it lacks are added.
    const narrow = apply("cast", { dtype: "float64" }, [x]);
    return add(narrow, stopGradient(sub(inputs[0]!, narrow)));
  }
  const attributes =
    source.primitive === "cast" && isFloat(x.dtype) ? { dtype: "float64" } : source.attributes;
  return apply(source.primitive, attributes as typeof source.attributes, inputs);
}

/** @internal Values of another dtype; the same tensor when the dtype is the same. */
export function castTo(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype && !x.weak) return x;
  const { source } = x;
  // A literal is made anew, and so is what is computed of numbers alone where it meets float64: 0.1 has all its digits there.
  if (source.kind === "operation" && source.primitive === "full" && x.weak)
    return scalar(source.attributes.value, dtype, false);
  if (x.dtype === dtype) return x;
  return x.weak && dtype === "float64" && x.dtype === "float32" ? widen(x) : apply("cast", { dtype }, [x]);
}

/**
 * @internal Two operands in one dtype: a number takes the tensor's, of float32 and float64 the wider wins.
 *
 * @throws ShapeError for other mixtures
 */
export function promote(name: string, a: Numeric, b: Numeric): [Tensor, Tensor] {
  if (typeof a === "number" && b instanceof Tensor) return [literal(name, a, b), b];
  if (typeof b === "number" && a instanceof Tensor) return [a, literal(name, b, a)];
  if (!(a instanceof Tensor && b instanceof Tensor)) return [lift(a, name), lift(b, name)];
  if (a.dtype === b.dtype) return [a, b];
  if (a.weak && !b.weak && isFloat(b.dtype)) return [castTo(a, b.dtype), b];
  if (b.weak && !a.weak && isFloat(a.dtype)) return [a, castTo(b, a.dtype)];
  if (isFloat(a.dtype) && isFloat(b.dtype)) return [castTo(a, "float64"), castTo(b, "float64")];
  throw new ShapeError(`${name}: dtypes must agree, got ${a.dtype} and ${b.dtype}. Use cast on one of them.`);
}

function literal(name: string, value: number, { dtype, weak }: Tensor): Tensor {
  if ((dtype === "int32" && (value | 0) !== value) || (dtype === "bool" && value !== 0 && value !== 1))
    throw new OptionError(
      `${name}: a number takes the dtype of the tensor (${dtype}), got ${value}. Cast the tensor first.`,
    );
  return scalar(value, dtype, weak);
}

function unary(name: UnaryName): (x: Numeric) => Tensor {
  return (x) => apply(name, none, [lift(x, name)]);
}

function binary(name: BinaryName | ComparisonName): (a: Numeric, b: Numeric) => Tensor {
  return (a, b) => apply(name, none, promote(name, a, b));
}

/** a + b, broadcast. */
export const add: (a: Numeric, b: Numeric) => Tensor = binary("add");
/** a − b, broadcast. */
export const sub: (a: Numeric, b: Numeric) => Tensor = binary("sub");
/** a · b elementwise, broadcast. */
export const mul: (a: Numeric, b: Numeric) => Tensor = binary("mul");
/** a / b, broadcast; cut towards zero on int32. */
export const div: (a: Numeric, b: Numeric) => Tensor = binary("div");
/** aᵇ, broadcast. */
export const pow: (a: Numeric, b: Numeric) => Tensor = binary("pow");
/** The larger, broadcast; NaN when either is NaN. At a tie each side gets half of the derivative. */
export const maximum: (a: Numeric, b: Numeric) => Tensor = binary("maximum");
/** The smaller, broadcast; NaN when either is NaN. At a tie each side gets half of the derivative. */
export const minimum: (a: Numeric, b: Numeric) => Tensor = binary("minimum");

/** a > b, as bool. */
export const greater: (a: Numeric, b: Numeric) => Tensor = binary("greater");
/** a ≥ b, as bool. */
export const greaterEqual: (a: Numeric, b: Numeric) => Tensor = binary("greaterEqual");
/** a < b, as bool. */
export const less: (a: Numeric, b: Numeric) => Tensor = binary("less");
/** a ≤ b, as bool. */
export const lessEqual: (a: Numeric, b: Numeric) => Tensor = binary("lessEqual");
/** a = b, as bool; NaN equals nothing. */
export const equal: (a: Numeric, b: Numeric) => Tensor = binary("equal");
/** a ≠ b, as bool. */
export const notEqual: (a: Numeric, b: Numeric) => Tensor = binary("notEqual");

/** −x */
export const neg: (x: Numeric) => Tensor = unary("neg");
/** |x|, with derivative 0 at 0. */
export const abs: (x: Numeric) => Tensor = unary("abs");
/** −1, 0 or 1. */
export const sign: (x: Numeric) => Tensor = unary("sign");
/** The largest integer not above x, with derivative 0. */
export const floor: (x: Numeric) => Tensor = unary("floor");
/** √x */
export const sqrt: (x: Numeric) => Tensor = unary("sqrt");
/** 1/√x */
export const rsqrt: (x: Numeric) => Tensor = unary("rsqrt");
/** eˣ */
export const exp: (x: Numeric) => Tensor = unary("exp");
/** eˣ − 1, exact for small x. */
export const expm1: (x: Numeric) => Tensor = unary("expm1");
/** ln x */
export const log: (x: Numeric) => Tensor = unary("log");
/** ln(1 + x), exact for small x. */
export const log1p: (x: Numeric) => Tensor = unary("log1p");
/** sin x, x in radians. */
export const sin: (x: Numeric) => Tensor = unary("sin");
/** cos x, x in radians. */
export const cos: (x: Numeric) => Tensor = unary("cos");
/** tanh x */
export const tanh: (x: Numeric) => Tensor = unary("tanh");
/** 1 / (1 + e⁻ˣ) */
export const sigmoid: (x: Numeric) => Tensor = unary("sigmoid");
/** ln(1 + eˣ) */
export const softplus: (x: Numeric) => Tensor = unary("softplus");
/** 2/√π ∫₀ˣ e^(−s²) ds */
export const erf: (x: Numeric) => Tensor = unary("erf");

/** x² */
export function square(x: Numeric): Tensor {
  return mul(x, x);
}

/** Whether x is neither infinite nor NaN, as bool. */
export function isFinite(x: Numeric): Tensor {
  return apply("isFinite", none, [lift(x, "isFinite")]);
}

/** Both, on bools. */
export function logicalAnd(a: Tensor, b: Tensor): Tensor {
  return apply("logicalAnd", none, [operand("logicalAnd", a), operand("logicalAnd", b)]);
}

/** Either, on bools. */
export function logicalOr(a: Tensor, b: Tensor): Tensor {
  return apply("logicalOr", none, [operand("logicalOr", a), operand("logicalOr", b)]);
}

/** The opposite, on bools. */
export function logicalNot(x: Tensor): Tensor {
  return apply("logicalNot", none, [operand("logicalNot", x)]);
}

/** `a` where the condition holds, else `b`; all three broadcast. The derivative flows through the chosen side only. */
export function where(condition: Tensor, a: Numeric, b: Numeric): Tensor {
  const [x, y] = promote("where", a, b);
  return apply("where", none, [operand("where", condition), x, y]);
}

/** Values of another dtype: floats to int32 are cut towards zero, numbers to bool are `x ≠ 0`. */
export function cast(x: Tensor, dtype: DType): Tensor {
  checkDType("cast", dtype);
  return castTo(operand("cast", x), dtype);
}

/** The same values with derivative zero. */
export function stopGradient(x: Tensor): Tensor {
  return apply("stopGradient", none, [operand("stopGradient", x)]);
}
