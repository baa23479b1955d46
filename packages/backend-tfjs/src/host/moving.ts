import { stridesOf } from "@nami/tensor-backend";
import type { Overrides } from "../kernel.js";
import { copyStrided, dense, repeated } from "./strided.js";

/** Index of an element from its place along each axis. */
function locate(strides: readonly number[], place: readonly number[]): number {
  return place.reduce((index, along, axis) => index + along * strides[axis]!, 0);
}

/**
 * Primitives that move elements, each one strided copy.
 *
 * On wasm, TF.js's `Slice` first copies its whole input to the host, and its `Tile` takes 60 ms for what is here 1 ms.
 */
export const hostMovingKernels: Overrides = {
  broadcastTo: (scope, { shape, dtype }, x) => {
    const out = scope.allocate(shape, dtype);
    copyStrided(shape, scope.host.view(out), dense(shape), scope.host.view(x!), repeated(x!.shape, shape));
    return out;
  },
  reverse: (scope, { shape, dtype, attributes: { axes } }, x) => {
    const out = scope.allocate(shape, dtype);
    const strides = stridesOf(shape);
    const last = shape.map((size, axis) => (axes.includes(axis) ? size - 1 : 0));
    const turned = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
    const layout = { start: locate(strides, last), strides: turned };
    copyStrided(shape, scope.host.view(out), dense(shape), scope.host.view(x!), layout);
    return out;
  },
  concat: (scope, { shape, dtype, attributes: { axis } }, ...inputs) => {
    const out = scope.allocate(shape, dtype);
    const strides = stridesOf(shape);
    let before = 0;
    for (const x of inputs) {
      const layout = { start: before * strides[axis]!, strides };
      copyStrided(x.shape, scope.host.view(out), layout, scope.host.view(x), dense(x.shape));
      before += x.shape[axis]!;
    }
    return out;
  },
  slice: (scope, { shape, dtype, attributes: { start } }, x) => {
    const out = scope.allocate(shape, dtype);
    const strides = stridesOf(x!.shape);
    const layout = { start: locate(strides, start), strides };
    copyStrided(shape, scope.host.view(out), dense(shape), scope.host.view(x!), layout);
    return out;
  },
  pad: (scope, { shape, dtype, attributes: { before } }, x) => {
    const out = scope.allocate(shape, dtype);
    const strides = stridesOf(shape);
    const to = scope.host.view(out).fill(0);
    copyStrided(
      x!.shape,
      to,
      { start: locate(strides, before), strides },
      scope.host.view(x!),
      dense(x!.shape),
    );
    return out;
  },
  upsample2d: (scope, { shape, dtype, attributes: { factor } }, x) => {
    const out = scope.allocate(shape, dtype);
    const [batch, height, width, channels] = x!.shape as [number, number, number, number];
    // Images follow each other without a gap: the rows of all are one axis.
    const split = [batch * height, factor[0], width, factor[1], channels];
    const from = { start: 0, strides: [width * channels, 0, channels, 0, 1] };
    copyStrided(split, scope.host.view(out), dense(split), scope.host.view(x!), from);
    return out;
  },
};
