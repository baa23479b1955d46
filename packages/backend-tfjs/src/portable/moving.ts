import { type Shape, sameShape, sizeOf } from "@nami/tensor-backend";
import type { KernelTable } from "../kernel.js";
import type { Scope } from "../scope.js";
import type { Value } from "../tfjs.js";

/** `[outer, shape[axis], inner]`: TF.js kernels stop at rank 4 to 6, and one axis at a time needs no more than 3. */
export function around(shape: Shape, axis: number): [outer: number, size: number, inner: number] {
  return [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))];
}

/** `x` repeated to a shape, one axis after the other. */
export function broadcastValue(scope: Scope, x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const from = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
  let result = x;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (from[axis] === shape[axis]) continue;
    const tiled = scope.reshape(result, around(from, axis));
    result = scope.call("Tile", { x: tiled }, { reps: [1, shape[axis]!, 1] });
    from[axis] = shape[axis]!;
  }
  return scope.reshape(result, shape);
}

type MovingName =
  | "identity" | "stopGradient" | "reshape" | "transpose" | "broadcastTo"
  | "reverse" | "concat" | "slice" | "pad"; // biome-ignore format: a list

/** Primitives that move elements and compute nothing. */
export const movingKernels: Pick<KernelTable, MovingName> = {
  identity: (scope, _, x) => scope.share(x!),
  stopGradient: (scope, _, x) => scope.share(x!),
  reshape: (scope, { attributes: { shape } }, x) => scope.reshape(x!, shape),
  // Shaders for vectors and scalars that stay as they are do not compile.
  transpose: (scope, { attributes: { permutation } }, x) =>
    permutation.every((from, axis) => from === axis)
      ? scope.share(x!)
      : scope.call("Transpose", { x: x! }, { perm: [...permutation] }),
  broadcastTo: (scope, { attributes: { shape } }, x) => broadcastValue(scope, x!, shape),
  reverse: (scope, { shape, attributes: { axes } }, x) => {
    let result = x!;
    for (const axis of axes)
      result = scope.call("Reverse", { x: scope.reshape(result, around(shape, axis)) }, { dims: [1] });
    return scope.reshape(result, shape);
  },
  concat: (scope, { shape, attributes: { axis } }, ...inputs) => {
    const full = inputs.filter((x) => sizeOf(x.shape) > 0);
    const flat = full.map((x) => scope.reshape(x, around(x.shape, axis)));
    return scope.reshape(flat.length > 1 ? scope.call("Concat", flat, { axis: 1 }) : flat[0]!, shape);
  },
  slice: (scope, { shape, attributes: { start, size } }, x) => {
    let result = x!;
    const current = [...x!.shape];
    for (const [axis, begin] of start.entries()) {
      if (size[axis] === current[axis]) continue;
      const [outer, , inner] = around(current, axis);
      const lines = scope.reshape(result, around(current, axis));
      result = scope.call("Slice", { x: lines }, { begin: [0, begin, 0], size: [outer, size[axis]!, inner] });
      current[axis] = size[axis]!;
    }
    return scope.reshape(result, shape);
  },
  pad: (scope, { shape, attributes: { before, after } }, x) => {
    let result = x!;
    const current = [...x!.shape];
    for (const [axis, first] of before.entries()) {
      if (first === 0 && after[axis] === 0) continue;
      const lines = scope.reshape(result, around(current, axis));
      const paddings = [[0, 0], [first, after[axis]!], [0, 0]]; // biome-ignore format: one axis a pair
      result = scope.call("PadV2", { x: lines }, { paddings, constantValue: 0 });
      current[axis]! += first + after[axis]!;
    }
    return scope.reshape(result, shape);
  },
};
