import { ShapeError } from "@nami/errors";

/** Sizes of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** Number of elements: the product of the axes, 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const axis of shape) size *= axis;
  return size;
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** `[2, 3]` as text. */
export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Row-major strides of a shape, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/**
 * The shape that both broadcast to: aligned at the last axis, sizes equal or 1.
 *
 * @throws ShapeError naming both shapes when an axis differs and neither is 1
 */
export function broadcastShapes(name: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      throw new ShapeError(
        `${name}: shapes must agree or be 1 on every axis, counted from the last, got ${showShape(a)} and ${showShape(b)}. Reshape or expandDims one of them.`,
      );
    return x === 1 ? y : x;
  });
}

/** An axis in `0 … rank-1`; negative ones count from the end. */
export function normalizeAxis(name: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new ShapeError(
      `${name}: axis must be an integer from ${-rank} to ${rank - 1}, got ${axis}. The tensor has rank ${rank}.`,
    );
  return axis < 0 ? axis + rank : axis;
}

/** Distinct axes in increasing order; every axis when none is given. */
export function normalizeAxes(
  name: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const given: unknown = axes;
  if (typeof given !== "number" && !Array.isArray(given))
    throw new ShapeError(
      `${name}: axis must be an integer or a list of integers, got ${String(given)}. Pass for example 0 or [0, 1].`,
    );
  const list = [axes].flat().map((axis) => normalizeAxis(name, axis as number, rank));
  if (new Set(list).size !== list.length)
    throw new ShapeError(`${name}: axes must be distinct, got [${list.join(", ")}]. Name each axis once.`);
  return list.sort((a, b) => a - b);
}

/** @throws ShapeError unless every axis is a non-negative integer */
export function checkShape(name: string, shape: Shape): void {
  if (!Array.isArray(shape))
    throw new ShapeError(
      `${name}: a shape is a list of non-negative integers, got ${String(shape)}. Pass for example [2, 3].`,
    );
  for (const size of shape as Shape)
    if (!Number.isSafeInteger(size) || size < 0)
      throw new ShapeError(
        `${name}: a shape is a list of non-negative integers, got ${showShape(shape)}. Check the axis ${size}.`,
      );
}
