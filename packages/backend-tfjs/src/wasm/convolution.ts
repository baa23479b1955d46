import { sizeOf } from "@nami/tensor-backend";
import { copyStrided, dense } from "../host/strided.js";
import type { Overrides } from "../kernel.js";

type Four = [number, number, number, number];

/** Indices of `size` that land inside `0 … limit-1` at `index · stride + offset`. */
function landing(
  size: number,
  stride: number,
  offset: number,
  limit: number,
): [first: number, count: number] {
  const first = Math.max(0, Math.ceil(-offset / stride));
  const end = Math.min(size, Math.floor((limit - 1 - offset) / stride) + 1);
  return [first, Math.max(0, end - first)];
}

/**
 * Gradients of the convolution by fast kernels.
 *
 * TF.js has no kernel for that in the filter on wasm, and its kernel for that in x is five times slower than a
 * convolution. Its mean pooling turns NaN into −∞.
 */
export const convolutionKernels: Overrides = {
  // dy spread by the strides and padded, convolved with the filter turned round: dx[h] = Σᵢ P[h + i]·F[kh − 1 − i].
  conv2dInputGradient: (scope, { shape, attributes: { strides, padding } }, dy, filter) => {
    const { host } = scope;
    const [batch, height, width] = [...shape] as Four;
    const [, rows, columns, outputs] = dy!.shape as Four;
    const [kh, kw, channels] = filter!.shape as Four;
    const spread = scope.allocate([batch, height + kh - 1, width + kw - 1, outputs], "float32");
    const turned = scope.allocate([kh, kw, outputs, channels], "float32");
    const to = dense(spread.shape).strides as Four;
    const from = dense(dy!.shape).strides as Four;
    const [top, left] = [kh - 1 - padding[0][0], kw - 1 - padding[1][0]];
    const [row, rowCount] = landing(rows, strides[0], top, height + kh - 1);
    const [column, columnCount] = landing(columns, strides[1], left, width + kw - 1);
    copyStrided(
      [batch, rowCount, columnCount, outputs],
      host.view(spread).fill(0),
      {
        start: (row * strides[0] + top) * to[1] + (column * strides[1] + left) * to[2],
        strides: [to[0], to[1] * strides[0], to[2] * strides[1], 1],
      },
      host.view(dy!),
      { start: row * from[1] + column * from[2], strides: from },
    );
    const tap = channels * outputs;
    copyStrided(turned.shape, host.view(turned), dense(turned.shape), host.view(filter!), {
      start: (kh * kw - 1) * tap,
      strides: [-kw * tap, -tap, 1, outputs],
    });
    const window = { strides: [1, 1], pad: "valid", dilations: [1, 1], dataFormat: "NHWC" };
    return scope.call("Conv2D", { x: spread, filter: turned }, window);
  },
  // For each tap of the window, its pixels as a matrix [C, N·H'·W'] times dy.
  conv2dFilterGradient: (scope, { shape, attributes: { strides, padding } }, x, dy) => {
    const { host } = scope;
    const [batch, height, width, channels] = x!.shape as Four;
    const [, rows, columns, outputs] = dy!.shape as Four;
    const [kh, kw] = [...shape] as Four;
    const [[top], [left]] = padding;
    const tall = Math.max(height + top, (rows - 1) * strides[0] + kh);
    const wide = Math.max(width + left, (columns - 1) * strides[1] + kw);
    const out = scope.allocate(shape, "float32");
    const padded = scope.allocate([channels, batch, tall, wide], "float32");
    const patch = scope.allocate([channels, batch * rows * columns], "float32");
    const to = dense(padded.shape).strides;
    copyStrided(
      [channels, batch, height, width],
      host.view(padded).fill(0),
      { start: top * wide + left, strides: to },
      host.view(x!),
      { start: 0, strides: [1, height * width * channels, width * channels, channels] },
    );
    const taps = [channels, batch, rows, columns];
    const lines = scope.reshape(dy!, [sizeOf(dy!.shape) / outputs, outputs]);
    const right = dy!.shape.length === 2 ? lines : scope.call("Identity", { x: lines });
    for (let i = 0; i < kh; i++)
      for (let j = 0; j < kw; j++) {
        copyStrided(taps, host.view(patch), dense(taps), host.view(padded), {
          start: i * wide + j,
          strides: [to[0]!, to[1]!, strides[0] * wide, strides[1]],
        });
        const product = scope.call(
          "BatchMatMul",
          { a: patch, b: right },
          { transposeA: false, transposeB: false },
        );
        host.view(out).set(host.view(product), (i * kw + j) * channels * outputs);
        scope.free(product);
      }
    return out;
  },
  meanPool2d: (scope, { shape, attributes: { window } }, x) => {
    const [rows, columns] = window;
    const [batch, height, width, channels] = [...shape] as Four;
    const out = scope.allocate(shape, "float32");
    const [to, from] = [scope.host.view(out), scope.host.view(x!)];
    const sums = new Float64Array(to.length);
    // Images follow each other without a gap: the rows of all are one axis.
    for (let r = 0, at = 0; r < batch * height * rows; r++)
      for (let s = 0; s < width * columns; s++) {
        const o = (Math.floor(r / rows) * width + Math.floor(s / columns)) * channels;
        for (let c = 0; c < channels; c++) sums[o + c]! += from[at++]!;
      }
    for (let i = 0; i < to.length; i++) to[i] = sums[i]! / (rows * columns);
    return out;
  },
};
