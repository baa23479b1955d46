import { type Shape, sizeOf } from "@nami/tensor-backend";
import { forEachRow, repeated } from "../host/strided.js";
import type { Kernel } from "../kernel.js";
import { batchedProduct } from "../portable/contraction.js";
import type { Scope } from "../scope.js";
import type { Value } from "../tfjs.js";

/** The one shape in which each data was a right operand. */
const packedAs = new WeakMap<object, string>();

/**
 * A right operand that TF.js multiplies by as it is.
 *
 * TF.js packs right operands once and keeps that by data alone, so that the same data in another shape (a reshape
 * shares it) is multiplied as it was packed first, without an error. A copy is data of its own.
 */
function packable(scope: Scope, b: Value): Value {
  const shape = b.shape.join();
  const first = packedAs.get(b.dataId);
  if (first === undefined) packedAs.set(b.dataId, shape);
  return first === undefined || first === shape ? b : scope.call("Identity", { x: b });
}

/** `[m, n] × [n, p]`, plus a row `[p]`: one product on XNNPACK's fast path. */
function product(scope: Scope, a: Value, b: Value, bias?: Value): Value {
  const right = packable(scope, b);
  if (!bias) return scope.call("BatchMatMul", { a, b: right }, { transposeA: false, transposeB: false });
  const inputs = {
    a: { ...a, shape: [1, ...a.shape] },
    b: { ...right, shape: [1, ...right.shape] },
    bias,
  };
  return scope.call("_FusedMatMul", inputs, { transposeA: false, transposeB: false, activation: "linear" });
}

/** Starts of the matrices of an operand, in the order of the result's. */
function starts(operand: Shape, batch: Shape): number[] {
  const lead = operand.slice(0, -2);
  const size = operand.at(-1)! * operand.at(-2)!;
  const result: number[] = [];
  forEachRow(batch, [repeated(lead, batch)], ([at], [step], count) => {
    for (let i = 0; i < count; i++) result.push((at! + i * step!) * size);
  });
  return result;
}

/** One product for each matrix of the batch; TF.js's own loop over a batch is ten times slower. */
function batched(scope: Scope, shape: Shape, a: Value, b: Value): Value {
  const { host } = scope;
  const [m, p] = [shape.at(-2)!, shape.at(-1)!];
  const n = a.shape.at(-1)!;
  const out = scope.allocate(shape, "float32");
  const [fromA, fromB] = [starts(a.shape, shape.slice(0, -2)), starts(b.shape, shape.slice(0, -2))];
  for (const [index, at] of fromA.entries()) {
    const left = scope.allocate([m, n], "float32");
    const right = scope.allocate([n, p], "float32");
    host.view(left).set(host.view(a).subarray(at, at + m * n));
    host.view(right).set(host.view(b).subarray(fromB[index]!, fromB[index]! + n * p));
    const matrix = product(scope, left, right);
    host.view(out).set(host.view(matrix), index * m * p);
    for (const value of [left, right, matrix]) scope.free(value);
  }
  return out;
}

/** Multiplications in one matrix of a batch below which a call each costs more than TF.js's slow loop. */
const worthACall = 10_000;

/** Matrix products: 2-D wherever the right operand is one matrix, for only that is fast. */
export const matmul: Kernel<"matmul"> = (scope, node, a, b) => {
  const { shape } = node;
  const [n, p] = [b!.shape.at(-2)!, b!.shape.at(-1)!];
  if (sizeOf(b!.shape) === n * p) {
    const rows = scope.reshape(a!, [sizeOf(a!.shape) / n, n]);
    return scope.reshape(product(scope, rows, scope.reshape(b!, [n, p])), shape);
  }
  if (shape.at(-2)! * n * p < worthACall) return batchedProduct(scope, node, a!, b!);
  return batched(scope, shape, a!, b!);
};

/** `x·w + bias` in one kernel, for a matrix w and a bias of one row. */
export function matmulBias(scope: Scope, shape: Shape, x: Value, w: Value, bias: Value): Value {
  const [n, p] = [w.shape.at(-2)!, w.shape.at(-1)!];
  const rows = scope.reshape(x, [sizeOf(x.shape) / n, n]);
  const row = scope.reshape(bias, [p]);
  // TF.js looks at the shape with which the data was made, and takes rank 1 only.
  const flat = scope.host.madeAs(row).length === 1 ? row : scope.call("Identity", { x: row });
  return scope.reshape(product(scope, rows, scope.reshape(w, [n, p]), flat), shape);
}
