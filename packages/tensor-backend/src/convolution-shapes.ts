import { ShapeError } from "@nami/errors";
import { isFloat } from "./dtype.js";
import type { ConvolutionWindow, PrimitiveName } from "./primitives.js";
import { type Shape, showShape } from "./shape.js";
import type { ShapeRule } from "./shape-rules.js";

/** Height and width of a convolution's result: ⌊(size + padding − kernel) / stride⌋ + 1. */
export function convolvedSize(
  shape: Shape,
  filter: Shape,
  { strides, padding }: ConvolutionWindow,
): [number, number] {
  const along = (axis: 0 | 1): number =>
    Math.floor((shape[axis + 1]! + padding[axis][0] + padding[axis][1] - filter[axis]!) / strides[axis]) + 1;
  return [along(0), along(1)];
}

/** Whether a filter has pixels, and the image with its padding as many; anything fits into an image without pixels. */
function fits(shape: Shape, filter: Shape, { padding }: ConvolutionWindow): boolean {
  const [height, width] = shape.slice(1) as [number, number];
  if (height * width === 0) return true;
  const along = (axis: 0 | 1, size: number): boolean =>
    filter[axis]! >= 1 && size + padding[axis][0] + padding[axis][1] >= filter[axis]!;
  return along(0, height) && along(1, width);
}

function checkConvolution(name: string, x: Shape, filter: Shape): void {
  if (x.length !== 4 || filter.length !== 4 || x[3] !== filter[2])
    throw new ShapeError(
      `${name}: x must be [N, H, W, C] and the filter [kh, kw, C, O], got ${showShape(x)} and ${showShape(filter)}. Transpose or reshape them.`,
    );
}

function checkPixels(name: string, x: Shape): void {
  if (x.length !== 4)
    throw new ShapeError(`${name}: x must be [N, H, W, C], got ${showShape(x)}. Use expandDims.`);
}

/** Shape rules of the convolutions, pooling and enlargement. */
export const convolutionRules: {
  readonly [P in PrimitiveName &
    ("conv2d" | "conv2dInputGradient" | "conv2dFilterGradient" | "meanPool2d" | "upsample2d")]: ShapeRule<P>;
} = {
  conv2d: (window, [x, filter]) => {
    checkConvolution("conv2d", x!.shape, filter!.shape);
    if (!isFloat(x!.dtype) || x!.dtype !== filter!.dtype)
      throw new ShapeError(
        `conv2d: both dtypes must be float32 or both float64, got ${x!.dtype} and ${filter!.dtype}. Use cast(x, "float32").`,
      );
    const [height, width] = convolvedSize(x!.shape, filter!.shape, window);
    if (height < 0 || width < 0 || !fits(x!.shape, filter!.shape, window))
      throw new ShapeError(
        `conv2d: the filter must have pixels and fit, got ${showShape(filter!.shape)} for ${showShape(x!.shape)}. Add padding.`,
      );
    return { shape: [x!.shape[0]!, height, width, filter!.shape[3]!], dtype: x!.dtype };
  },
  conv2dInputGradient: ({ inputShape }, [dy, filter]) => {
    checkPixels("conv2dInputGradient", dy!.shape);
    checkConvolution("conv2dInputGradient", inputShape, filter!.shape);
    return { shape: inputShape, dtype: dy!.dtype };
  },
  conv2dFilterGradient: ({ filterShape }, [x, dy]) => {
    checkPixels("conv2dFilterGradient", dy!.shape);
    checkConvolution("conv2dFilterGradient", x!.shape, filterShape);
    return { shape: filterShape, dtype: dy!.dtype };
  },
  meanPool2d: ({ window }, [x]) => {
    checkPixels("meanPool2d", x!.shape);
    if (!isFloat(x!.dtype))
      throw new ShapeError(`meanPool2d: the dtype must be a float, got ${x!.dtype}. Use cast(x, "float32").`);
    const [n, height, width, channels] = x!.shape as [number, number, number, number];
    if (height % window[0] !== 0 || width % window[1] !== 0)
      throw new ShapeError(
        `meanPool2d: the window must tile the image, got ${showShape(window)} for ${showShape(x!.shape)}. Pad or choose a divisor.`,
      );
    return { shape: [n, height / window[0], width / window[1], channels], dtype: x!.dtype };
  },
  upsample2d: ({ factor }, [x]) => {
    checkPixels("upsample2d", x!.shape);
    const [n, height, width, channels] = x!.shape as [number, number, number, number];
    return { shape: [n, height * factor[0], width * factor[1], channels], dtype: x!.dtype };
  },
};
