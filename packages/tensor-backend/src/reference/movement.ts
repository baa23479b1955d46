import type { TypedArray } from "../dtype.js";
import { type Shape, stridesOf } from "../shape.js";
import type { Kernel, Kernels } from "./kernel.js";
import { broadcastView, type View, viewOf, walkRows } from "./rows.js";

/** Copies the elements of a shape from where one view finds them to where the other does. */
function copyElements(shape: Shape, to: TypedArray, toView: View, from: TypedArray, fromView: View): void {
  walkRows(shape, [toView, fromView], ([o, i], [step, by], length) => {
    for (let n = 0; n < length; n++) to[o! + n * step!] = from[i! + n * by!]!;
  });
}

/** Index of an element, given its place along each axis. */
function locate(strides: readonly number[], place: readonly number[]): number {
  return place.reduce((total, index, axis) => total + index * strides[axis]!, 0);
}

const copy: Kernel<"identity" | "stopGradient" | "reshape"> = (output, inputs) => {
  output.values.set(inputs[0]!.values);
};

const transpose: Kernel<"transpose"> = ({ shape, values }, inputs, { permutation }) => {
  const x = inputs[0]!;
  const strides = stridesOf(x.shape);
  const view = { offset: 0, strides: permutation.map((axis) => strides[axis]!) };
  copyElements(shape, values, viewOf(shape), x.values, view);
};

const broadcastTo: Kernel<"broadcastTo"> = ({ shape, values }, inputs) => {
  const x = inputs[0]!;
  copyElements(shape, values, viewOf(shape), x.values, broadcastView(x.shape, shape));
};

const reverse: Kernel<"reverse"> = ({ shape, values }, inputs, { axes }) => {
  const strides = stridesOf(shape);
  const turned = shape.map((_, axis) => axes.includes(axis));
  const view = {
    offset: locate(
      strides,
      shape.map((size, axis) => (turned[axis] ? size - 1 : 0)),
    ),
    strides: strides.map((stride, axis) => (turned[axis] ? -stride : stride)),
  };
  copyElements(shape, values, viewOf(shape), inputs[0]!.values, view);
};

const concat: Kernel<"concat"> = ({ shape, values }, inputs, { axis }) => {
  const strides = stridesOf(shape);
  let before = 0;
  for (const input of inputs) {
    copyElements(
      input.shape,
      values,
      { offset: before * strides[axis]!, strides },
      input.values,
      viewOf(input.shape),
    );
    before += input.shape[axis]!;
  }
};

const slice: Kernel<"slice"> = ({ shape, values }, inputs, { start }) => {
  const x = inputs[0]!;
  const strides = stridesOf(x.shape);
  copyElements(shape, values, viewOf(shape), x.values, { offset: locate(strides, start), strides });
};

const pad: Kernel<"pad"> = ({ shape, values }, inputs, { before }) => {
  const x = inputs[0]!;
  const strides = stridesOf(shape);
  copyElements(x.shape, values, { offset: locate(strides, before), strides }, x.values, viewOf(x.shape));
};

/**
 * Primitives that only move elements: exact for every dtype, NaN and −0 included. Each but the plain copies is one
 * strided walk in which the input, or for `concat` and `pad` the output, is seen through a view.
 */
export const movementKernels: Kernels<
  | "identity"
  | "stopGradient"
  | "reshape"
  | "transpose"
  | "broadcastTo"
  | "reverse"
  | "concat"
  | "slice"
  | "pad"
> = {
  identity: copy,
  stopGradient: copy,
  reshape: copy,
  transpose,
  broadcastTo,
  reverse,
  concat,
  slice,
  pad,
};
