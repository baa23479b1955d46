import { ShapeError } from "@nami/errors";
import {
  checkShape,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
} from "../shape.js";
import { apply, type Numeric, operand, type Tensor } from "../tensor.js";
import { lift, promote } from "./elementwise.js";

/** The same values in another shape; one axis may be −1 and is computed. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  operand("reshape", x);
  if (!Array.isArray(shape)) checkShape("reshape", shape);
  const open = shape.indexOf(-1);
  if (open < 0) {
    checkShape("reshape", shape);
    return sameShape(shape, x.shape) ? x : apply("reshape", { shape: [...shape] }, [x]);
  }
  const known = sizeOf(shape.filter((_, axis) => axis !== open));
  const missing = x.size / known;
  if (!Number.isInteger(missing) || missing < 0)
    throw new ShapeError(
      `reshape: the axis -1 must come out as an integer, got ${showShape(shape)} for ${showShape(x.shape)}. The other axes must divide ${x.size}.`,
    );
  return reshape(x, shape.with(open, missing));
}

/** Axes in another order: reversed when no permutation is given. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  operand("transpose", x);
  const rank = x.shape.length;
  if (permutation !== undefined && !Array.isArray(permutation))
    throw new ShapeError(
      `transpose: the permutation must be a list of axes, got ${String(permutation)}. Pass for example [1, 0].`,
    );
  const order =
    permutation?.map((axis) => normalizeAxis("transpose", axis, rank)) ?? x.shape.map((_, i) => rank - 1 - i);
  if (order.length !== rank || new Set(order).size !== rank)
    throw new ShapeError(
      `transpose: the permutation must name each of the ${rank} axes once, got ${showShape(order)}. The tensor has shape ${showShape(x.shape)}.`,
    );
  return order.every((axis, i) => axis === i) ? x : apply("transpose", { permutation: order }, [x]);
}

/** Repeated along axes of size 1 and along new leading axes. */
export function broadcastTo(x: Numeric, shape: Shape): Tensor {
  const value = lift(x);
  checkShape("broadcastTo", shape);
  return sameShape(value.shape, shape) ? value : apply("broadcastTo", { shape: [...shape] }, [value]);
}

/** A new axis of size 1 before `axis`; −1 appends it. */
export function expandDims(x: Tensor, axis = -1): Tensor {
  operand("expandDims", x);
  const at = normalizeAxis("expandDims", axis, x.shape.length + 1);
  return reshape(x, x.shape.toSpliced(at, 0, 1));
}

/** Without the given axes of size 1; without all of them when none is given. */
export function squeeze(x: Tensor, axis?: number | readonly number[]): Tensor {
  operand("squeeze", x);
  const rank = x.shape.length;
  const axes =
    axis === undefined
      ? x.shape.flatMap((size, i) => (size === 1 ? [i] : []))
      : normalizeAxes("squeeze", axis, rank);
  for (const i of axes)
    if (x.shape[i] !== 1)
      throw new ShapeError(
        `squeeze: axis ${i} must have size 1, got ${showShape(x.shape)}. Use slice or sum to drop it.`,
      );
  return reshape(
    x,
    x.shape.filter((_, i) => !axes.includes(i)),
  );
}

/** Tensors one after the other along an existing axis. */
export function concat(tensors: readonly Tensor[], axis = -1): Tensor {
  if (!Array.isArray(tensors))
    throw new ShapeError(
      `concat: tensors must be a list, got ${String(tensors)}. Pass concat([x, y], axis).`,
    );
  const [first, ...rest] = tensors as readonly Tensor[];
  if (first === undefined)
    throw new ShapeError("concat: there must be at least one tensor, got none. Pass [x, …].");
  for (const x of tensors) operand("concat", x);
  const rank = first.shape.length;
  for (const other of rest)
    if (other.shape.length !== rank)
      throw new ShapeError(
        `concat: ranks must agree, got ${showShape(first.shape)} and ${showShape(other.shape)}. Use expandDims.`,
      );
  const at = normalizeAxis("concat", axis, rank);
  if (!rest.length) return first;
  const common = tensors.reduce((a, b) => promote("concat", a, b)[0]);
  return apply(
    "concat",
    { axis: at },
    tensors.map((x) => promote("concat", x, common)[0]),
  );
}

/** Tensors of one shape along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  if (!Array.isArray(tensors))
    throw new ShapeError(`stack: tensors must be a list, got ${String(tensors)}. Pass stack([x, y], axis).`);
  for (const x of tensors as readonly Tensor[]) operand("stack", x);
  return concat(
    (tensors as readonly Tensor[]).map((x) => expandDims(x, axis)),
    axis,
  );
}

/**
 * A block of a tensor.
 *
 * @param start first index on each axis; axes left out start at 0; negative counts from the end
 * @param size length on each axis; −1 or left out: to the end
 */
export function slice(x: Tensor, start: readonly number[], size: readonly number[] = []): Tensor {
  operand("slice", x);
  if (!Array.isArray(start) || !Array.isArray(size) || size.some((length) => length < -1))
    throw new ShapeError(
      `slice: start and size must be lists of integers, sizes −1 or more, got ${String(start)} and ${String(size)}. Pass for example [0, 1] and [2, -1].`,
    );
  const from = x.shape.map((length, axis) =>
    (start[axis] ?? 0) < 0 ? start[axis]! + length : (start[axis] ?? 0),
  );
  const count = x.shape.map((length, axis) => ((size[axis] ?? -1) < 0 ? length - from[axis]! : size[axis]!));
  if (start.length > x.shape.length || size.length > x.shape.length)
    throw new ShapeError(
      `slice: start and size must not be longer than the rank, got ${showShape(start)} for ${showShape(x.shape)}. Drop the extra axes.`,
    );
  return sameShape(count, x.shape) && from.every((first) => first === 0)
    ? x
    : apply("slice", { start: from, size: count }, [x]);
}

/**
 * Parts of a tensor along one axis.
 *
 * @param parts a count of equal parts, or their sizes
 */
export function splitAxis(x: Tensor, parts: number | readonly number[], axis = -1): Tensor[] {
  operand("splitAxis", x);
  const at = normalizeAxis("splitAxis", axis, x.shape.length);
  const length = x.shape[at]!;
  if (typeof parts === "number" ? parts >>> 0 !== parts : !Array.isArray(parts))
    throw new ShapeError(
      `splitAxis: parts must be a count of equal parts or a list of their sizes, got ${String(parts)}. Pass for example 2 or [1, 2].`,
    );
  const sizes = typeof parts === "number" ? new Array<number>(parts).fill(length / parts) : parts;
  if (
    !sizes.every((size) => Number.isInteger(size) && size >= 0) ||
    sizes.reduce((a, b) => a + b, 0) !== length
  )
    throw new ShapeError(
      `splitAxis: the parts must add up to the axis, got ${showShape(sizes)} for size ${length}. Pass sizes that add up to ${length}.`,
    );
  let start = 0;
  return sizes.map((size) => {
    const part = slice(
      x,
      x.shape.map((_, i) => (i === at ? start : 0)),
      x.shape.map((n, i) => (i === at ? size : n)),
    );
    start += size;
    return part;
  });
}

/** Zeros around a tensor: `[before, after]` for each axis. */
export function pad(x: Tensor, widths: readonly (readonly [number, number])[]): Tensor {
  operand("pad", x);
  if (
    !Array.isArray(widths) ||
    widths.length !== x.shape.length ||
    widths.some(
      (pair) => !Array.isArray(pair) || pair.length !== 2 || pair.some((n) => !Number.isInteger(n) || n < 0),
    )
  )
    throw new ShapeError(
      `pad: widths must be one pair of non-negative integers for each axis, got ${JSON.stringify(widths)} for ${showShape(x.shape)}. Use slice to shrink.`,
    );
  if (widths.every(([before, after]) => before === 0 && after === 0)) return x;
  return apply("pad", { before: widths.map(([n]) => n), after: widths.map(([, n]) => n) }, [x]);
}

/** In reverse order along the given axes, along all when none is given. */
export function reverse(x: Tensor, axis?: number | readonly number[]): Tensor {
  operand("reverse", x);
  const axes = normalizeAxes("reverse", axis, x.shape.length);
  return axes.length ? apply("reverse", { axes }, [x]) : x;
}
