import { type ConvolutionWindow, type Shape, sizeOf } from "@nami/tensor-backend";
import type { Kernel, KernelTable } from "../kernel.js";
import type { Scope } from "../scope.js";
import type { KernelAttributes, Value } from "../tfjs.js";
import { broadcastValue } from "./moving.js";

/** A window as TF.js's convolutions take it. */
export function windowAttributes({ strides, padding }: ConvolutionWindow): KernelAttributes {
  const [rows, columns] = padding;
  return {
    strides: [...strides],
    pad: [[0, 0], [...rows], [...columns], [0, 0]],
    dilations: [1, 1],
    dataFormat: "NHWC",
  };
}

/** An operand whose batch is one matrix, or as large as the result's. */
function wholeBatch(scope: Scope, x: Value, batch: Shape): Value {
  const own = sizeOf(x.shape.slice(0, -2));
  return own === 1 || own === sizeOf(batch) ? x : broadcastValue(scope, x, [...batch, ...x.shape.slice(-2)]);
}

/**
 * Matrix products by TF.js's kernel.
 *
 * It takes the larger of two batches for the result's, and so leaves out half of `[2, 1, m, n] × [1, 2, n, p]`; hence
 * operands that broadcast in part are repeated first.
 */
export const batchedProduct: Kernel<"matmul"> = (scope, { shape }, a, b) => {
  const batch = shape.slice(0, -2);
  const operands = { a: wholeBatch(scope, a!, batch), b: wholeBatch(scope, b!, batch) };
  return scope.call("BatchMatMul", operands, { transposeA: false, transposeB: false });
};

type ContractionName =
  | "matmul" | "conv2d" | "conv2dInputGradient" | "conv2dFilterGradient" | "meanPool2d" | "upsample2d"; // biome-ignore format: a list

/** Products, convolutions and changes of resolution. */
export const contractionKernels: Pick<KernelTable, ContractionName> = {
  matmul: batchedProduct,
  conv2d: (scope, { attributes }, x, filter) =>
    scope.call("Conv2D", { x: x!, filter: filter! }, windowAttributes(attributes)),
  conv2dInputGradient: (scope, { attributes }, dy, filter) =>
    scope.call(
      "Conv2DBackpropInput",
      { dy: dy!, filter: filter! },
      { ...windowAttributes(attributes), inputShape: [...attributes.inputShape] },
    ),
  conv2dFilterGradient: (scope, { attributes }, x, dy) =>
    scope.call(
      "Conv2DBackpropFilter",
      { x: x!, dy: dy! },
      { ...windowAttributes(attributes), filterShape: [...attributes.filterShape] },
    ),
  meanPool2d: (scope, { attributes: { window } }, x) =>
    scope.call("AvgPool", { x: x! }, { filterSize: [...window], strides: [...window], pad: "valid" }),
  upsample2d: (scope, { shape }, x) =>
    // Half-pixel centres keep the source coordinate away from whole numbers, where rounding would choose a neighbour.
    scope.call(
      "ResizeNearestNeighbor",
      { images: x! },
      { alignCorners: false, halfPixelCenters: true, size: [shape[1]!, shape[2]!] },
    ),
};
