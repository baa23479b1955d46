import type { GraphNode, ValueType } from "../graph.js";
import type { PrimitiveName } from "../primitives.js";
import { type Shape, sizeOf } from "../shape.js";

/** How rows lie along an axis: it goes through all of them `outer` times, with `inner` entries beside each other for each. */
export interface Layout {
  readonly outer: number;
  readonly inner: number;
}

/** The same primitive over a part of the rows. */
export interface OnPart<P extends PrimitiveName> {
  /** Where the rows lie in its result; `"sum"` when it adds them up, so that parts give addends. */
  readonly axis: number | "sum";
  /** How they lie there, where that differs from the operands. */
  readonly layout?: Layout;
  /** Where they must lie in each operand; undefined where it must have none. */
  readonly operands: readonly (number | undefined)[];
  /** Its attributes, where they differ. */
  readonly attributes?: GraphNode<P>["attributes"];
}

/** What a part has of an axis. */
export interface Share extends Layout {
  /** Its rows. */
  readonly rows: number;
  /** Entries along the axis: those of its rows. */
  readonly extent: number;
}

/**
 * What a primitive does with rows.
 *
 * @param axes where they lie in each operand, undefined for one without; at least one has them, and they lie alike in all
 * @param share what a part has of such an axis
 * @returns undefined when a part of the rows is not enough
 */
export type RowRule<P extends PrimitiveName> = (
  node: GraphNode<P>,
  axes: readonly (number | undefined)[],
  types: readonly ValueType[],
  share: Share,
) => OnPart<P> | undefined;

/** A shape with another extent along an axis. */
export const withExtent = (shape: Shape, axis: number, extent: number): Shape => shape.with(axis, extent);

/** Operands meet from the last axis on; one that is repeated along the rows is given whole. */
const elementwise = <P extends PrimitiveName>(
  { shape: { length: rank } }: GraphNode<P>,
  axes: readonly (number | undefined)[],
  types: readonly ValueType[],
): OnPart<P> => {
  const first = axes.findIndex((axis) => axis !== undefined);
  const axis = axes[first]! + rank - types[first]!.shape.length;
  const operands = types.map(({ shape }) => {
    const own = axis - rank + shape.length;
    return (shape[own] ?? 1) === 1 ? undefined : own;
  });
  return { axis, operands };
};

/** Rows that are no image of their own, or lie beside each other in one, would need their neighbours. */
const images = <P extends PrimitiveName>(_: GraphNode<P>, [axis]: readonly (number | undefined)[]) =>
  axis === 0 ? { axis: 0, operands: [0] } : undefined;

const reduced = (axis: number, axes: readonly number[]): number =>
  axis - axes.filter((other) => other < axis).length;

const never = (): undefined => undefined;

/** The rule of every primitive. */
export const rowRules: { readonly [P in PrimitiveName]: RowRule<P> } = {
  full: never,
  iota: never,
  identity: elementwise,
  stopGradient: elementwise,
  cast: elementwise,
  neg: elementwise,
  abs: elementwise,
  sign: elementwise,
  floor: elementwise,
  sqrt: elementwise,
  rsqrt: elementwise,
  exp: elementwise,
  expm1: elementwise,
  log: elementwise,
  log1p: elementwise,
  sin: elementwise,
  cos: elementwise,
  tanh: elementwise,
  sigmoid: elementwise,
  softplus: elementwise,
  erf: elementwise,
  add: elementwise,
  sub: elementwise,
  mul: elementwise,
  div: elementwise,
  pow: elementwise,
  maximum: elementwise,
  minimum: elementwise,
  greater: elementwise,
  greaterEqual: elementwise,
  less: elementwise,
  lessEqual: elementwise,
  equal: elementwise,
  notEqual: elementwise,
  logicalAnd: elementwise,
  logicalOr: elementwise,
  logicalNot: elementwise,
  isFinite: elementwise,
  where: elementwise,

  matmul: (node, axes, types) => {
    const [a, b] = axes;
    const [m, n, p] = [types[0]!.shape.length - 2, types[0]!.shape.length - 1, types[1]!.shape.length - 1];
    if (a === n || b === p - 1) return { axis: "sum", operands: [n, p - 1] };
    if (a === m) return { axis: node.shape.length - 2, operands: [m, undefined] };
    if (b === p) return { axis: node.shape.length - 1, operands: [undefined, p] };
    return elementwise(node, axes, types);
  },
  sum: ({ attributes: { axes } }, [axis]) =>
    axes.includes(axis!)
      ? { axis: "sum", operands: [axis] }
      : { axis: reduced(axis!, axes), operands: [axis] },
  max: ({ attributes: { axes } }, [axis]) =>
    axes.includes(axis!) ? undefined : { axis: reduced(axis!, axes), operands: [axis] },
  cumsum: ({ attributes }, [axis]) =>
    attributes.axis === axis ? undefined : { axis: axis!, operands: [axis] },

  reshape: ({ shape }, [axis], [x], { outer, inner, rows }) => {
    const [before, within] = [
      outer * sizeOf(x!.shape.slice(0, axis)),
      inner * sizeOf(x!.shape.slice(axis! + 1)),
    ];
    for (const to of shape.keys()) {
      const layout = {
        outer: before / sizeOf(shape.slice(0, to)),
        inner: within / sizeOf(shape.slice(to + 1)),
      };
      if (!Number.isInteger(layout.outer) || !Number.isInteger(layout.inner)) continue;
      const extent = layout.outer * rows * layout.inner;
      return { axis: to, layout, operands: [axis], attributes: { shape: withExtent(shape, to, extent) } };
    }
    return undefined;
  },
  transpose: ({ attributes: { permutation } }, [axis]) => ({
    axis: permutation.indexOf(axis!),
    operands: [axis],
  }),
  broadcastTo: (node, axes, types, { extent }) => {
    const { axis, operands } = elementwise(node, axes, types);
    return { axis, operands, attributes: { shape: withExtent(node.shape, axis as number, extent) } };
  },
  reverse: ({ attributes: { axes } }, [axis]) =>
    axes.includes(axis!) ? undefined : { axis: axis!, operands: [axis] },
  concat: ({ attributes }, axes) => {
    const axis = axes.find((one) => one !== undefined)!;
    return attributes.axis === axis ? undefined : { axis, operands: axes.map(() => axis) };
  },
  slice: ({ attributes: { start, size } }, [axis], [x], { extent }) =>
    size[axis!] === x!.shape[axis!]
      ? { axis: axis!, operands: [axis], attributes: { start, size: withExtent(size, axis!, extent) } }
      : undefined,
  pad: ({ attributes: { before, after } }, [axis]) =>
    before[axis!] === 0 && after[axis!] === 0 ? { axis: axis!, operands: [axis] } : undefined,
  gather: ({ attributes }, [axis, indices]) => {
    if (indices !== undefined) return { axis: attributes.axis, operands: [undefined, indices] };
    return attributes.axis === axis ? undefined : { axis: axis!, operands: [axis, undefined] };
  },
  scatterAdd: ({ attributes }, [axis, indices]) => {
    if (attributes.axis === axis || indices !== undefined)
      return { axis: "sum", operands: [attributes.axis, 0] };
    return { axis: axis!, operands: [axis, undefined] };
  },

  conv2d: (_, [axis]) => (axis === 0 ? { axis, operands: [0, undefined] } : undefined),
  conv2dInputGradient: ({ attributes }, [axis], _, { extent }) =>
    axis === 0
      ? {
          axis,
          operands: [0, undefined],
          attributes: { ...attributes, inputShape: withExtent(attributes.inputShape, 0, extent) },
        }
      : undefined,
  conv2dFilterGradient: (_, [x, dy]) => (x === 0 || dy === 0 ? { axis: "sum", operands: [0, 0] } : undefined),
  meanPool2d: images,
  upsample2d: images,
};
