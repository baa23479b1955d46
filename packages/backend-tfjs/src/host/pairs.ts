import type { BinaryName, ComparisonName, TypedArray } from "@nami/tensor-backend";
import type { Overrides, PlainKernel } from "../kernel.js";
import { dense, forEachRow, repeated } from "./strided.js";

/** Writes f(a, b) along one row to `z[k … end-1]`; a step of 0 is an element that the row shares. */
type Loop = (
  z: TypedArray, k: number, end: number,
  a: TypedArray, i: number, di: number,
  b: TypedArray, j: number, dj: number,
) => void; // biome-ignore format: one array a line

/** A kernel of two operands that broadcast, by its loop; each loop is code of its own for the engine. */
function pair(loop: Loop, integerLoop: Loop = loop): PlainKernel {
  return (scope, node, a, b) => {
    const { shape, dtype } = node as { shape: number[]; dtype: "float32" | "int32" | "bool" };
    const out = scope.allocate(shape, dtype);
    const [z, x, y] = [scope.host.view(out), scope.host.view(a!), scope.host.view(b!)];
    const run = dtype === "int32" ? integerLoop : loop;
    const layouts = [dense(shape), repeated(a!.shape, shape), repeated(b!.shape, shape)];
    forEachRow(shape, layouts, ([k, i, j], [, di, dj], length) => {
      run(z, k!, k! + length, x, i!, di!, y, j!, dj!);
    });
    return out;
  };
}

/** Low 32 bits of x to a power of y ≥ 0; below, the real power cut towards zero, and 0 for a power of 0. */
function integerPower(x: number, y: number): number {
  if (y < 0) return x === 1 ? 1 : x === -1 ? 1 - 2 * (y & 1) : 0;
  let result = 1;
  for (let base = x, bits = y; bits > 0; bits >>= 1, base = Math.imul(base, base))
    if (bits & 1) result = Math.imul(result, base);
  return result;
}

type PairName = BinaryName | ComparisonName | "logicalAnd" | "logicalOr";

/**
 * Arithmetic and comparisons as loops.
 *
 * int32 wraps to the low 32 bits; quotients are cut towards zero, and a division by zero gives 0. `maximum` and
 * `minimum` are NaN when either operand is, and order −0 below 0.
 */
export const pairKernels: Overrides & { readonly [P in PairName]: PlainKernel } = {
  add: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i]! + b[j]!;
  }),
  sub: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i]! - b[j]!;
  }),
  mul: pair(
    (z, k, end, a, i, di, b, j, dj) => {
      for (; k < end; k++, i += di, j += dj) z[k] = a[i]! * b[j]!;
    },
    (z, k, end, a, i, di, b, j, dj) => {
      for (; k < end; k++, i += di, j += dj) z[k] = Math.imul(a[i]!, b[j]!);
    },
  ),
  div: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i]! / b[j]!;
  }),
  pow: pair(
    (z, k, end, a, i, di, b, j, dj) => {
      for (; k < end; k++, i += di, j += dj) z[k] = a[i]! ** b[j]!;
    },
    (z, k, end, a, i, di, b, j, dj) => {
      for (; k < end; k++, i += di, j += dj) z[k] = integerPower(a[i]!, b[j]!);
    },
  ),
  // Written out: Math.max and Math.min are twice as slow here.
  maximum: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) {
      const x = a[i]!;
      const y = b[j]!;
      z[k] = x > y ? x : x < y ? y : x === 0 ? x + y : x === y ? x : Number.NaN;
    }
  }),
  minimum: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) {
      const x = a[i]!;
      const y = b[j]!;
      z[k] = x < y ? x : x > y ? y : x === 0 ? -(-x - y) : x === y ? x : Number.NaN;
    }
  }),
  greater: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i]! > b[j]! ? 1 : 0;
  }),
  greaterEqual: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i]! >= b[j]! ? 1 : 0;
  }),
  less: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i]! < b[j]! ? 1 : 0;
  }),
  lessEqual: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i]! <= b[j]! ? 1 : 0;
  }),
  equal: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i] === b[j] ? 1 : 0;
  }),
  notEqual: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i] !== b[j] ? 1 : 0;
  }),
  logicalAnd: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i] !== 0 && b[j] !== 0 ? 1 : 0;
  }),
  logicalOr: pair((z, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) z[k] = a[i] !== 0 || b[j] !== 0 ? 1 : 0;
  }),
};
