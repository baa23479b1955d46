import type { ConvolutionWindow } from "../primitives.js";
import type { Shape } from "../shape.js";
import type { Kernel, Kernels, Operand } from "./kernel.js";

/** Called with the first element of a pixel of x `[C]`, of a tap of the filter `[C, O]` and of a pixel of y `[O]`. */
type TapVisitor = (x: number, filter: number, y: number) => void;

/** The three shapes of a convolution, `[N,H,W,C]`, `[kh,kw,C,O]` and `[N,H',W',O]`, and its window. */
interface Convolution {
  readonly x: Shape;
  readonly filter: Shape;
  readonly y: Shape;
  readonly window: ConvolutionWindow;
}

/**
 * Visits every pair of pixels that a tap of the filter connects: y[n, r, s] with
 * x[n, r·stride + i − top, s·stride + j − left]. Pairs whose x lies in the padding are left out, so padding adds
 * nothing even where the filter is infinite.
 */
function eachTap({ x, filter, y, window }: Convolution, visit: TapVisitor): void {
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
        for (let s = 0; s < outColumns; s++)
          for (let j = 0; j < columns; j++) {
            const w = s * across + j - left;
            if (w < 0 || w >= width) continue;
            visit(
              ((n * height + h) * width + w) * channels,
              (i * columns + j) * channels * features,
              ((n * outRows + r) * outColumns + s) * features,
            );
          }
      }
}

/** Doubles to add up in: the output itself where it holds doubles. */
function doubles({ values }: Operand): Float64Array {
  return values instanceof Float64Array ? values : new Float64Array(values.length);
}

/** Rounds the sums into the output, unless they are there already. */
function store(sums: Float64Array, { values }: Operand): void {
  if (values !== sums) values.set(sums);
}

const conv2d: Kernel<"conv2d"> = (output, inputs, window) => {
  const [x, filter] = [inputs[0]!, inputs[1]!];
  const [channels, features] = [filter.shape[2]!, filter.shape[3]!];
  const [a, f, sums] = [x.values, filter.values, doubles(output)];
  eachTap({ x: x.shape, filter: filter.shape, y: output.shape, window }, (i, j, k) => {
    for (let c = 0; c < channels; c++) {
      const value = a[i + c]!;
      const from = j + c * features;
      for (let o = 0; o < features; o++) sums[k + o]! += value * f[from + o]!;
    }
  });
  store(sums, output);
};

const conv2dInputGradient: Kernel<"conv2dInputGradient"> = (output, inputs, window) => {
  const [dy, filter] = [inputs[0]!, inputs[1]!];
  const [channels, features] = [filter.shape[2]!, filter.shape[3]!];
  const [g, f, sums] = [dy.values, filter.values, doubles(output)];
  eachTap({ x: output.shape, filter: filter.shape, y: dy.shape, window }, (i, j, k) => {
    for (let c = 0; c < channels; c++) {
      const from = j + c * features;
      let sum = 0;
      for (let o = 0; o < features; o++) sum += g[k + o]! * f[from + o]!;
      sums[i + c]! += sum;
    }
  });
  store(sums, output);
};

const conv2dFilterGradient: Kernel<"conv2dFilterGradient"> = (output, inputs, window) => {
  const [x, dy] = [inputs[0]!, inputs[1]!];
  const [channels, features] = [output.shape[2]!, output.shape[3]!];
  const [a, g, sums] = [x.values, dy.values, doubles(output)];
  eachTap({ x: x.shape, filter: output.shape, y: dy.shape, window }, (i, j, k) => {
    for (let c = 0; c < channels; c++) {
      const value = a[i + c]!;
      const at = j + c * features;
      for (let o = 0; o < features; o++) sums[at + o]! += value * g[k + o]!;
    }
  });
  store(sums, output);
};

/**
 * Convolution (cross-correlation) and its transposes in each argument, as one walk over all taps with three bodies:
 *
 * - y[n, r, s, o] = Σ x[n, r·stride + i − top, s·stride + j − left, c] · filter[i, j, c, o]
 * - dx and dfilter: the same triples, summed into x or into the filter instead
 *
 * Sums are doubles, rounded once into a float32 output.
 */
export const convolutionKernels: Kernels<"conv2d" | "conv2dInputGradient" | "conv2dFilterGradient"> = {
  conv2d,
  conv2dInputGradient,
  conv2dFilterGradient,
};
