import type { DType } from "@nami/tensor-backend";
import { elementTypes } from "../model/element-types.js";
import type { Emitter } from "../model/emitter.js";
import type { Name, OnnxType } from "../model/model.js";

/** Past every end: a slice that stops here takes the rest. */
const end = Number.MAX_SAFE_INTEGER;

/** `[0, 1, …, count−1]` */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The same elements in another shape. */
export function reshape(emit: Emitter, x: Name, shape: readonly number[]): Name {
  return emit.op("Reshape", [x, emit.ints(shape)]);
}

/** Axes in another order. */
export function transpose(emit: Emitter, x: Name, perm: readonly number[]): Name {
  return emit.op("Transpose", [x], { perm });
}

/** Elements of another type. */
export function cast(emit: Emitter, x: Name, type: OnnxType): Name {
  return emit.op("Cast", [x], { to: elementTypes[type] });
}

/** Repeated along axes of size 1 and new leading ones. */
export function expand(emit: Emitter, x: Name, shape: readonly number[]): Name {
  return emit.op("Expand", [x, emit.ints(shape)]);
}

/** The order of elements along some axes turned round. */
export function reverse(emit: Emitter, x: Name, axes: readonly number[]): Name {
  const all = (value: number): Name => emit.ints(axes.map(() => value));
  return emit.op("Slice", [x, all(-1), all(-end), emit.ints(axes), all(-1)]);
}

/** Elements `start, start + step, …` along some axes, as many as `size` says. */
export function pick(
  emit: Emitter,
  x: Name,
  axes: readonly number[],
  start: readonly number[],
  size: readonly number[],
  step: readonly number[],
): Name {
  const stop = start.map((first, i) => first + (size[i]! - 1) * step[i]! + 1);
  return emit.op("Slice", [x, emit.ints(start), emit.ints(stop), emit.ints(axes), emit.ints(step)]);
}

/** A sum over axes, which disappear. */
export function sumOver(emit: Emitter, x: Name, axes: readonly number[]): Name {
  return emit.op("ReduceSum", [x, emit.ints(axes)], { keepdims: 0 });
}

/** A sum of int32 that wraps around: the runtime's own on processors stops at the ends. */
export function wrappingSum(emit: Emitter, x: Name, axes: readonly number[]): Name {
  return cast(emit, sumOver(emit, cast(emit, x, "int64"), axes), "int32");
}

/** Arithmetic of one dtype, for functions that are composed of several operators. */
export interface Arithmetic {
  number(value: number): Name;
  add(a: Name, b: Name): Name;
  sub(a: Name, b: Name): Name;
  mul(a: Name, b: Name): Name;
  div(a: Name, b: Name): Name;
  /** One of a few functions that ONNX Runtime has in both precisions. */
  call(operator: "Abs" | "Exp" | "Log" | "Neg" | "Sign" | "Sqrt", x: Name): Name;
  /** a where the condition holds, else b. */
  choose(condition: Name, a: Name, b: Name): Name;
  less(a: Name, b: Name): Name;
  equal(a: Name, b: Name): Name;
}

/** Arithmetic that writes to an emitter. */
export function arithmetic(emit: Emitter, dtype: DType): Arithmetic {
  const pair =
    (operator: string) =>
    (a: Name, b: Name): Name =>
      emit.op(operator, [a, b]);
  return {
    number: (value) => emit.constant(dtype, [value]),
    add: pair("Add"),
    sub: pair("Sub"),
    mul: pair("Mul"),
    div: pair("Div"),
    call: (operator, x) => emit.op(operator, [x]),
    choose: (condition, a, b) => emit.op("Where", [condition, a, b]),
    less: pair("Less"),
    equal: pair("Equal"),
  };
}
