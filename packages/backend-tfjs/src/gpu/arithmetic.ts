import { type Shape, sizeOf } from "@nami/tensor-backend";
import type { Kernel, PlainKernel } from "../kernel.js";
import { broadcastValue } from "../portable/moving.js";
import type { Scope } from "../scope.js";
import type { Value } from "../tfjs.js";
import { type Algebra, algebra } from "./algebra.js";

/**
 * A kernel of two operands; those of a higher rank than shaders broadcast rightly are repeated and flattened.
 *
 * @param deepest that rank: 6 on webgl; on webgpu 3, above which broadcasting gives zeros and garbage
 */
export function shallow(kernel: PlainKernel, deepest: number): PlainKernel {
  return (scope, node, a, b) => {
    const { shape } = node as { shape: Shape };
    if (shape.length <= deepest) return kernel(scope, node, a!, b!);
    const flat = [a!, b!].map((x) => scope.reshape(broadcastValue(scope, x, shape), [sizeOf(shape)]));
    return scope.reshape(kernel(scope, { ...(node as object), shape: [sizeOf(shape)] }, ...flat), shape);
  };
}

/** a / b: TF.js's shader answers 1 whenever a = b, for 0/0 and ∞/∞ too. */
export const div: PlainKernel = (scope, node, a, b) => {
  const { shape } = node as { shape: Shape };
  const m = algebra(scope);
  const byItself = m.add(m.add(m.mul(a!, 0), m.mul(m.apply("Reciprocal", a!), 0)), 1);
  return m.select(m.equal(a!, b!), broadcastValue(scope, byItself, shape), m.div(a!, b!));
};

/** a to the power b: shaders know no powers of 0, and in JavaScript every x⁰ is 1. */
export const pow: PlainKernel = (scope, node, a, b) => {
  const { shape } = node as { shape: Shape };
  const m = algebra(scope);
  const [x, y] = [broadcastValue(scope, a!, shape), broadcastValue(scope, b!, shape)];
  // For y = 0 it is 1, for NaN it is NaN.
  const neither = m.add(y, 1);
  const ofZero = m.select(m.less(y, 0), Number.POSITIVE_INFINITY, m.select(m.less(0, y), 0, neither));
  const power = m.select(m.equal(x, 0), ofZero, m.call("Pow", x, y));
  const known = m.select(m.apply("IsNan", x), x, m.select(m.apply("IsNan", y), y, power));
  return m.select(m.equal(y, 0), 1, known);
};

/** Kernel of a formula of one value. */
export function formula(f: (m: Algebra, x: Value) => Value): PlainKernel {
  return (scope, _, x) => f(algebra(scope), x!);
}

/** x where it is NaN, else the kernel's answer: shaders may take no notice of NaN. */
export function keepingNaN(kernel: PlainKernel): PlainKernel {
  return (scope, node, x) => {
    const m = algebra(scope);
    return m.select(m.apply("IsNan", x!), x!, kernel(scope, node, x!));
  };
}

/**
 * A conversion that converts.
 *
 * TF.js's on webgpu gives integers another name only, and shaders that read them as float32 fail without an error.
 */
export const convert: Kernel<"cast"> = (scope, { dtype }, x) => {
  const renamed = scope.call("Cast", { x: x! }, { dtype });
  return dtype === "float32" && x!.dtype !== "float32" ? algebra(scope).add(renamed, 0) : renamed;
};

/** By way of float32, where TF.js's kernel is wrong on other dtypes; exact up to 2²⁴. */
export function throughFloat(kernel: PlainKernel): PlainKernel {
  return (scope: Scope, node, x, ...rest: Value[]) => {
    const { dtype } = x!;
    if (dtype === "float32") return kernel(scope, node, x!, ...rest);
    const floats = algebra(scope).add(scope.call("Cast", { x: x! }, { dtype: "float32" }), 0);
    return scope.call("Cast", { x: kernel(scope, node, floats, ...rest) }, { dtype });
  };
}

/** Running sums from the end as those of the reversed value: TF.js's webgpu kernel mixes up the order. */
export function forwards(kernel: Kernel<"cumsum">, reverse: Kernel<"reverse">): Kernel<"cumsum"> {
  return (scope, node, x) => {
    const { axis, reverse: backwards } = node.attributes;
    if (!backwards) return kernel(scope, node, x!);
    const turn = { ...node, primitive: "reverse", attributes: { axes: [axis] } } as const;
    const sums = kernel(scope, { ...node, attributes: { axis, reverse: false } }, reverse(scope, turn, x!));
    return reverse(scope, turn, sums);
  };
}

/**
 * The largest along axes: TF.js's shader starts from −10²⁰ and not from −∞.
 *
 * What is below is found again scaled by 2⁻⁶⁴, where −10²⁰ stands for less than any float32.
 */
export function wideMax(kernel: Kernel<"max">): Kernel<"max"> {
  return (scope, node, x) => {
    if (x!.dtype !== "float32") return kernel(scope, node, x!);
    const m = algebra(scope);
    const plain = kernel(scope, node, x!);
    const scaled = m.mul(kernel(scope, node, m.mul(x!, 2 ** -64)), 2 ** 64);
    return m.select(m.less(-1e20, plain), plain, scaled);
  };
}
