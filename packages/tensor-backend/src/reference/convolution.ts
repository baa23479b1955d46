import type { ConvolutionWindow } from "../primitives.js";
import type { Shape } from "../shape.js";
import type { Kernel, Kernels } from "./kernel.js";
import { addProduct, asDoubles, roundInto, sumsFor } from "./product.js";

/** The three shapes of a convolution, `[N,H,W,C]`, `[kh,kw,C,O]` and `[N,H',W',O]`, and its window. */
interface Convolution {
  readonly x: Shape;
  readonly filter: Shape;
  readonly y: Shape;
  readonly window: ConvolutionWindow;
}

/**
 * Pixels that one tap of the filter connects within one row of an image: `count` pixels of y, `[count, O]` from
 * element `y` on, each with a pixel of x, `[count, C]` from element `x` on in steps of `step`; the tap itself is
 * `[C, O]` from element `filter` on.
 */
interface Strip {
  readonly x: number;
  readonly step: number;
  readonly filter: number;
  readonly y: number;
  readonly count: number;
}

/**
 * Visits every strip: y[n, r, s] with x[n, r·down + i − top, s·across + j − left] for all n, r, i, j and the range of
 * s in which x is not padding. So padding adds nothing, even where the filter is infinite.
 */
function eachStrip({ x, filter, y, window }: Convolution, visit: (strip: Strip) => void): void {
  const [batch, height, width, channels] = x as [number, number, number, number];
  const [rows, columns, , features] = filter as [number, number, number, number];
  const [, outRows, outColumns] = y as [number, number, number, number];
  const [[top], [left]] = window.padding;
  const [down, across] = window.strides;
  for (let n = 0; n < batch; n++)
    for (let r = 0; r < outRows; r++)
      for (let i = 0; i < rows; i++) {
        const h = r * down + i - top;
        if (h < 0 || h >= height) continue;
        for (let j = 0; j < columns; j++) {
          const first = Math.max(0, Math.ceil((left - j) / across));
          const end = Math.min(outColumns, Math.ceil((width + left - j) / across));
          if (first >= end) continue;
          visit({
            x: ((n * height + h) * width + first * across + j - left) * channels,
            step: across * channels,
            filter: (i * columns + j) * channels * features,
            y: ((n * outRows + r) * outColumns + first) * features,
            count: end - first,
          });
        }
      }
}

/** Every tap of a filter transposed: `[kh,kw,C,O]` to `[kh,kw,O,C]`. */
function transposeTaps(filter: Float64Array, channels: number, features: number): Float64Array {
  const size = channels * features;
  return filter.map((_, at) => {
    const place = at % size;
    return filter[at - place + (place % channels) * features + Math.floor(place / channels)]!;
  });
}

const conv2d: Kernel<"conv2d"> = (output, inputs, window) => {
  const [x, filter] = [inputs[0]!, inputs[1]!];
  const [n, p] = [filter.shape[2]!, filter.shape[3]!];
  const [image, taps, sums] = [asDoubles(x.values), asDoubles(filter.values), sumsFor(output)];
  eachStrip({ x: x.shape, filter: filter.shape, y: output.shape, window }, (strip) => {
    const left = { at: strip.x, row: strip.step, column: 1 };
    const right = { at: strip.filter, row: p };
    addProduct(sums, image, taps, { m: strip.count, n, p, left, right, out: { at: strip.y, row: p } });
  });
  roundInto(output, sums);
};

const conv2dInputGradient: Kernel<"conv2dInputGradient"> = (output, inputs, window) => {
  const [dy, filter] = [inputs[0]!, inputs[1]!];
  const [p, n] = [filter.shape[2]!, filter.shape[3]!];
  const taps = transposeTaps(asDoubles(filter.values), p, n);
  const [slopes, sums] = [asDoubles(dy.values), sumsFor(output)];
  eachStrip({ x: output.shape, filter: filter.shape, y: dy.shape, window }, (strip) => {
    const left = { at: strip.y, row: n, column: 1 };
    const right = { at: strip.filter, row: p };
    addProduct(sums, slopes, taps, {
      m: strip.count,
      n,
      p,
      left,
      right,
      out: { at: strip.x, row: strip.step },
    });
  });
  roundInto(output, sums);
};

const conv2dFilterGradient: Kernel<"conv2dFilterGradient"> = (output, inputs, window) => {
  const [x, dy] = [inputs[0]!, inputs[1]!];
  const [m, p] = [output.shape[2]!, output.shape[3]!];
  const [image, slopes, sums] = [asDoubles(x.values), asDoubles(dy.values), sumsFor(output)];
  eachStrip({ x: x.shape, filter: output.shape, y: dy.shape, window }, (strip) => {
    const left = { at: strip.x, row: 1, column: strip.step };
    const right = { at: strip.y, row: p };
    addProduct(sums, image, slopes, { m, n: strip.count, p, left, right, out: { at: strip.filter, row: p } });
  });
  roundInto(output, sums);
};

/**
 * Convolution (cross-correlation) and its transposes in each argument, as one walk with three products:
 *
 * - y[n, r, s, o] = Σ x[n, r·stride + i − top, s·stride + j − left, c] · filter[i, j, c, o]
 * - a strip of y gets x · tap, a strip of dx gets dy · tapᵀ, a tap of dfilter gets xᵀ · dy
 *
 * Sums are doubles, rounded once into a float32 output.
 */
export const convolutionKernels: Kernels<"conv2d" | "conv2dInputGradient" | "conv2dFilterGradient"> = {
  conv2d,
  conv2dInputGradient,
  conv2dFilterGradient,
};
