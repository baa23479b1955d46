import { zeros } from "../ops/create.js";
import { broadcastTo, concat, reshape, slice } from "../ops/shaping.js";
import type { PrimitiveName } from "../primitives.js";
import { sizeOf } from "../shape.js";
import { apply, type Tensor } from "../tensor.js";
import { alignLead, type DerivativeRule, leadShape, linearRule, sumTo } from "./rule.js";

type ShapingName =
  | "reshape"
  | "transpose"
  | "broadcastTo"
  | "reverse"
  | "concat"
  | "slice"
  | "pad"
  | "gather"
  | "scatterAdd";

const shifted = (axes: readonly number[], lead: number): number[] => axes.map((axis) => axis + lead);
const leading = (lead: number, value: number): number[] => new Array<number>(lead).fill(value);

function invert(permutation: readonly number[]): number[] {
  const inverse = new Array<number>(permutation.length);
  permutation.forEach((axis, i) => {
    inverse[axis] = i;
  });
  return inverse;
}

/** The rules of what moves values without changing them. All are linear. */
export const shapingRules: { readonly [P in PrimitiveName & ShapingName]: DerivativeRule<P> } = {
  reshape: linearRule(
    (d, lead, { attributes }) => reshape(d, leadShape(d, lead, attributes.shape)),
    (d, { inputs: [x] }) => reshape(d, x!.shape),
  ),
  transpose: linearRule(
    (d, lead, { attributes: { permutation } }) =>
      apply("transpose", { permutation: [...(lead ? [0] : []), ...shifted(permutation, lead)] }, [d]),
    (d, { attributes: { permutation } }) => apply("transpose", { permutation: invert(permutation) }, [d]),
  ),
  broadcastTo: linearRule(
    (d, lead, { attributes: { shape } }) =>
      broadcastTo(alignLead(d, lead, shape.length), leadShape(d, lead, shape)),
    (d, { inputs: [x] }) => sumTo(d, x!.shape),
  ),
  reverse: linearRule(
    (d, lead, { attributes: { axes } }) => apply("reverse", { axes: shifted(axes, lead) }, [d]),
    (d, { attributes }) => apply("reverse", attributes, [d]),
  ),
  concat: {
    jvp: ({ attributes: { axis }, inputs }, tangents, lead) => {
      const present = tangents.find((tangent) => tangent !== undefined);
      if (!present) return undefined;
      const parts = inputs.map((x, i) => tangents[i] ?? zeros(leadShape(present, lead, x.shape), x.dtype));
      return concat(parts, axis + lead);
    },
    vjp: ({ attributes: { axis }, inputs }, cotangent) => {
      let start = 0;
      return inputs.map((x) => {
        const part = slice(
          cotangent,
          x.shape.map((_, i) => (i === axis ? start : 0)),
          x.shape,
        );
        start += x.shape[axis]!;
        return part;
      });
    },
  },
  slice: linearRule(
    (d, lead, { attributes: { start, size } }) =>
      slice(d, [...leading(lead, 0), ...start], [...leading(lead, d.shape[0]!), ...size]),
    (d, { attributes: { start, size }, inputs: [x] }) =>
      apply("pad", { before: start, after: x!.shape.map((n, i) => n - start[i]! - size[i]!) }, [d]),
  ),
  pad: linearRule(
    (d, lead, { attributes: { before, after } }) =>
      apply("pad", { before: [...leading(lead, 0), ...before], after: [...leading(lead, 0), ...after] }, [d]),
    (d, { attributes: { before }, inputs: [x] }) => slice(d, before, x!.shape),
  ),
  gather: {
    jvp: ({ attributes: { axis }, inputs }, [d], lead) =>
      d && apply("gather", { axis: axis + lead }, [d, inputs[1]!]),
    vjp: ({ attributes: { axis }, inputs: [x, indices] }, d) => [
      apply("scatterAdd", { axis, size: x!.shape[axis]! }, [d, indices!]),
      undefined,
    ],
  },
  scatterAdd: {
    jvp: ({ attributes: { axis, size }, inputs }, [d], lead) =>
      d && apply("scatterAdd", { axis: axis + lead, size }, [d, inputs[1]!]),
    vjp: ({ attributes: { axis }, inputs }, d) => [apply("gather", { axis }, [d, inputs[1]!]), undefined],
  },
};

/** Leading tangent axis merged into the batch axis of `[N, …]`, and back after `fn`. */
export function throughBatch(d: Tensor, lead: 0 | 1, fn: (d: Tensor) => Tensor): Tensor {
  if (lead === 0) return fn(d);
  const [count, batch, ...rest] = d.shape as [number, number, ...number[]];
  const result = fn(reshape(d, [sizeOf([count, batch]), ...rest]));
  return reshape(result, [count, batch, ...result.shape.slice(1)]);
}
