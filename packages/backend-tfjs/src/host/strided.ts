import { type Shape, stridesOf, type TypedArray } from "@nami/tensor-backend";

/** Where the elements of a shape lie: element (i, j, …) at `start + i·strides[0] + j·strides[1] + …`. */
export interface Layout {
  readonly start: number;
  readonly strides: readonly number[];
}

/** A whole array in row-major order. */
export function dense(shape: Shape): Layout {
  return { start: 0, strides: stridesOf(shape) };
}

/** An array of shape `from` seen as the shape `to` that it broadcasts to: stride 0 where it is repeated. */
export function repeated(from: Shape, to: Shape): Layout {
  const own = stridesOf(from);
  const lead = to.length - from.length;
  return {
    start: 0,
    strides: to.map((_, axis) => (axis < lead || from[axis - lead] === 1 ? 0 : own[axis - lead]!)),
  };
}

/** Starts of one row in each array, steps between its elements, and its length. The arrays are reused. */
export type VisitRow = (starts: readonly number[], steps: readonly number[], length: number) => void;

interface Axis {
  size: number;
  readonly strides: number[];
}

/** Axes of size 1 left out, and those merged that one stride serves in every array. */
function mergedAxes(shape: Shape, layouts: readonly Layout[]): Axis[] {
  const axes: Axis[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const strides = layouts.map((layout) => layout.strides[axis]!);
    const outer = axes.at(-1);
    if (outer?.strides.every((stride, i) => stride === strides[i]! * size)) {
      outer.size *= size;
      outer.strides.splice(0, strides.length, ...strides);
    } else axes.push({ size, strides });
  }
  return axes;
}

/**
 * Walks arrays of one shape together, in rows as long as the layouts allow; equal dense shapes are one row.
 *
 * @param layouts one for each array
 */
export function forEachRow(shape: Shape, layouts: readonly Layout[], visit: VisitRow): void {
  if (shape.includes(0)) return;
  const outer = mergedAxes(shape, layouts);
  const row = outer.pop() ?? { size: 1, strides: layouts.map(() => 0) };
  const starts = layouts.map(({ start }) => start);
  const walk = (depth: number): void => {
    const axis = outer[depth];
    if (!axis) {
      visit(starts, row.strides, row.size);
      return;
    }
    for (let index = 0; index < axis.size; index++) {
      walk(depth + 1);
      for (let i = 0; i < starts.length; i++) starts[i]! += axis.strides[i]!;
    }
    for (let i = 0; i < starts.length; i++) starts[i]! -= axis.strides[i]! * axis.size;
  };
  walk(0);
}

/** Copies the elements of a shape from one layout to another. */
export function copyStrided(
  shape: Shape,
  to: TypedArray,
  toLayout: Layout,
  from: TypedArray,
  fromLayout: Layout,
): void {
  forEachRow(shape, [toLayout, fromLayout], ([o, i], [step, by], length) => {
    const at = o!;
    const source = i!;
    // Below about 16 elements the calls cost more than a loop.
    if (step === 1 && by === 1 && length > 16) to.set(from.subarray(source, source + length), at);
    else if (step === 1 && by === 0 && length > 16) to.fill(from[source]!, at, at + length);
    else for (let n = 0, a = at, b = source; n < length; n++, a += step!, b += by!) to[a] = from[b]!;
  });
}
