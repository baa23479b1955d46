import { type Shape, stridesOf } from "../shape.js";

/** Where elements lie in an array: element (i, j, …) at `offset + i·strides[0] + j·strides[1] + …`. */
export interface View {
  readonly offset: number;
  readonly strides: readonly number[];
}

/**
 * Called with the start of one row in each view, the distance between neighbours in each, and the number of
 * elements. The first array is reused for the next row.
 */
export type RowVisitor = (starts: readonly number[], steps: readonly number[], length: number) => void;

/** The row-major view of a whole array. */
export function viewOf(shape: Shape): View {
  return { offset: 0, strides: stridesOf(shape) };
}

/** A view of an array of shape `from` as if it had shape `to`: stride 0 along every axis that is repeated. */
export function broadcastView(from: Shape, to: Shape): View {
  const strides = stridesOf(from);
  const missing = to.length - from.length;
  return {
    offset: 0,
    strides: to.map((_, axis) =>
      axis < missing || from[axis - missing] === 1 ? 0 : strides[axis - missing]!,
    ),
  };
}

/** Axes of size 1 dropped, and neighbours joined where one stride serves both in every view. */
function joinAxes(shape: Shape, views: readonly View[]): { sizes: number[]; strides: number[][] } {
  const sizes: number[] = [];
  const strides: number[][] = views.map(() => []);
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const last = sizes.length - 1;
    const joins = last >= 0 && views.every((view, v) => strides[v]![last] === view.strides[axis]! * size);
    if (joins) sizes[last]! *= size;
    else sizes.push(size);
    views.forEach((view, v) => {
      strides[v]![sizes.length - 1] = view.strides[axis]!;
    });
  });
  return sizes.length > 0 ? { sizes, strides } : { sizes: [1], strides: views.map(() => [0]) };
}

/**
 * Walks several views of one shape together, in row-major order, by rows that are as long as possible: operands of
 * equal shape are one row. A shape without elements has no rows, a scalar has one of length 1.
 *
 * @param shape of any rank
 * @param views one for each array, each with a stride for each axis
 * @param visit called for each row
 */
export function walkRows(shape: Shape, views: readonly View[], visit: RowVisitor): void {
  if (shape.includes(0)) return;
  const { sizes, strides } = joinAxes(shape, views);
  const inner = sizes.length - 1;
  const starts = views.map((view) => view.offset);
  const steps = strides.map((list) => list[inner]!);
  const index = new Array<number>(inner).fill(0);
  for (;;) {
    visit(starts, steps, sizes[inner]!);
    let axis = inner - 1;
    for (; axis >= 0; axis--) {
      index[axis]!++;
      for (let v = 0; v < views.length; v++) starts[v]! += strides[v]![axis]!;
      if (index[axis]! < sizes[axis]!) break;
      index[axis] = 0;
      for (let v = 0; v < views.length; v++) starts[v]! -= strides[v]![axis]! * sizes[axis]!;
    }
    if (axis < 0) return;
  }
}
