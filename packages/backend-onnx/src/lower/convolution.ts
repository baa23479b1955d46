import { type DType, type Shape, sizeOf } from "@nami/tensor-backend";
import type { Emitter } from "../model/emitter.js";
import type { Name } from "../model/model.js";
import { expand, pick, reshape, reverse, transpose } from "./blocks.js";
import type { Lowerings } from "./rule.js";

type Pair = readonly [number, number];
type Padding = readonly [Pair, Pair];

/** Zeros around the pixels of `[N, H, W, C]`; a negative number cuts pixels off. */
function padPixels(emit: Emitter, x: Name, [[top, bottom], [left, right]]: Padding, dtype: DType): Name {
  if (top === 0 && bottom === 0 && left === 0 && right === 0) return x;
  const sizes = emit.ints([0, top, left, 0, 0, bottom, right, 0]);
  return emit.op("Pad", [x, sizes, emit.constant(dtype, [0])]);
}

/** Pixels of `[N, H, W, C]` moved apart: `strides − 1` zeros after each. */
function spreadPixels(emit: Emitter, x: Name, shape: Shape, [down, across]: Pair, dtype: DType): Name {
  if (down === 1 && across === 1) return x;
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const single = reshape(emit, x, [batch, height, 1, width, 1, channels]);
  const sizes = emit.ints([0, 0, 0, 0, 0, 0, 0, 0, down - 1, 0, across - 1, 0]);
  const apart = emit.op("Pad", [single, sizes, emit.constant(dtype, [0])]);
  return reshape(emit, apart, [batch, height * down, width * across, channels]);
}

/** The pixels that each tap of a window sees, beside each other: `[N, H', W', kh·kw·C]`. */
function patches(emit: Emitter, x: Name, window: Pair, strides: Pair, size: Pair): Name {
  const taps: Name[] = [];
  for (let i = 0; i < window[0]; i++)
    for (let j = 0; j < window[1]; j++) taps.push(pick(emit, x, [1, 2], [i, j], size, strides));
  return taps.length === 1 ? taps[0]! : emit.op("Concat", taps, { axis: 3 });
}

/**
 * Cross-correlation of `[N, H, W, C]` with `[kh, kw, C, O]`: the runtime's own in single precision, which wants
 * channels before pixels; patches times the filter in double, in which it has none.
 *
 * @param shape of the result
 */
function convolve(
  emit: Emitter,
  x: Name,
  filter: Name,
  [kh, kw, channels, outputs]: readonly [number, number, number, number],
  strides: Pair,
  shape: Shape,
  dtype: DType,
): Name {
  if (dtype === "float32") {
    const y = emit.op("Conv", [transpose(emit, x, [0, 3, 1, 2]), transpose(emit, filter, [3, 2, 0, 1])], {
      kernel_shape: [kh, kw],
      strides: [...strides],
    });
    return transpose(emit, y, [0, 2, 3, 1]);
  }
  const columns = patches(emit, x, [kh, kw], strides, [shape[1]!, shape[2]!]);
  return emit.op("MatMul", [columns, reshape(emit, filter, [kh * kw * channels, outputs])]);
}

type Four = [number, number, number, number];

/** Convolution over `[N, H, W, C]`, its two gradients, pooling and enlargement. */
export const convolutionLowerings: Lowerings<
  "conv2d" | "conv2dInputGradient" | "conv2dFilterGradient" | "meanPool2d" | "upsample2d"
> = {
  conv2d: (emit, [x, filter], { attributes: { strides, padding }, shape, dtype }, [, taps]) =>
    convolve(emit, padPixels(emit, x!, padding, dtype), filter!, taps!.shape as Four, strides, shape, dtype),
  // dy spread by the strides and padded, convolved with the filter turned round: dx[h] = Σᵢ P[h + i]·F[kh − 1 − i].
  conv2dInputGradient: (
    emit,
    [dy, filter],
    { attributes: { strides, padding }, shape, dtype },
    [slopes, taps],
  ) => {
    const [kh, kw, channels, outputs] = taps!.shape as Four;
    const spread = spreadPixels(emit, dy!, slopes!.shape, strides, dtype);
    const around = (axis: 0 | 1, window: number): Pair => {
      const before = window - 1 - padding[axis][0];
      return [before, shape[axis + 1]! + window - 1 - before - slopes!.shape[axis + 1]! * strides[axis]];
    };
    const padded = padPixels(emit, spread, [around(0, kh), around(1, kw)], dtype);
    const turned = transpose(emit, reverse(emit, filter!, [0, 1]), [0, 1, 3, 2]);
    return convolve(emit, padded, turned, [kh, kw, outputs, channels], [1, 1], shape, dtype);
  },
  // Every tap's pixels as a row, times dy: [kh·kw·C, N·H'·W'] × [N·H'·W', O].
  conv2dFilterGradient: (emit, [x, dy], { attributes: { strides, padding }, shape, dtype }, [, slopes]) => {
    const [kh, kw, channels] = shape as Four;
    const [, rows, columns, outputs] = slopes!.shape as Four;
    const lines = sizeOf(slopes!.shape) / outputs;
    const padded = padPixels(emit, x!, padding, dtype);
    const seen = reshape(emit, patches(emit, padded, [kh, kw], strides, [rows, columns]), [
      lines,
      kh * kw * channels,
    ]);
    const product = emit.op("Gemm", [seen, reshape(emit, dy!, [lines, outputs])], { transA: 1 });
    return reshape(emit, product, shape);
  },
  meanPool2d: (emit, [x], { attributes: { window }, shape }) => {
    const [batch, height, width, channels] = shape as Four;
    const windows = reshape(emit, x!, [batch, height, window[0], width, window[1], channels]);
    return emit.op("ReduceMean", [windows], { axes: [2, 4], keepdims: 0 });
  },
  upsample2d: (emit, [x], { attributes: { factor }, shape }, [type]) => {
    const [batch, height, width, channels] = type!.shape as Four;
    const single = reshape(emit, x!, [batch, height, 1, width, 1, channels]);
    const repeated = expand(emit, single, [batch, height, factor[0], width, factor[1], channels]);
    return reshape(emit, repeated, shape);
  },
};
