import { checkOptions, OptionError } from "@nami/errors";
import type { ConvolutionWindow } from "../primitives.js";
import { apply, operand, type Tensor } from "../tensor.js";
import { promote } from "./elementwise.js";

/** Options of a convolution. */
export interface ConvolutionOptions {
  /** Step of the window. Default 1. */
  readonly strides?: number | readonly [number, number];
  /** `"same"` (⌈size/stride⌉ pixels out), `"valid"` (none added), or rows and columns to add. Default `"same"`. */
  readonly padding?: "same" | "valid" | ConvolutionWindow["padding"];
}

/** Whether a value is two integers that are not below `least`. */
function isPair(value: unknown, least: number): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((n) => Number.isInteger(n) && n >= least);
}

/** A number for both directions, or one for each. */
function pair(
  name: string,
  what: string,
  value: number | readonly [number, number],
): readonly [number, number] {
  const both: unknown = typeof value === "number" ? [value, value] : value;
  if (!isPair(both, 1))
    throw new OptionError(
      `${name}: ${what} must be a positive integer or a pair of them, got ${String(value)}. Pass 1 or more.`,
    );
  return [...both];
}

function samePadding(size: number, kernel: number, stride: number): [number, number] {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
  return [total >> 1, total - (total >> 1)];
}

/**
 * 2-D convolution (cross-correlation, as in every deep-learning library).
 *
 * @param x `[N, H, W, C]`
 * @param filter `[kh, kw, C, O]`
 * @returns `[N, H', W', O]`
 */
export function conv2d(x: Tensor, filter: Tensor, options: ConvolutionOptions = {}): Tensor {
  for (const each of [x, filter]) operand("conv2d", each);
  checkOptions<ConvolutionOptions>("conv2d", options, { strides: true, padding: true });
  const { strides = 1, padding = "same" } = options;
  const step = pair("conv2d", "strides", strides);
  const border: ConvolutionWindow["padding"] =
    padding === "valid"
      ? [
          [0, 0],
          [0, 0],
        ]
      : padding === "same"
        ? [
            samePadding(x.shape[1] ?? 0, filter.shape[0] ?? 0, step[0]),
            samePadding(x.shape[2] ?? 0, filter.shape[1] ?? 0, step[1]),
          ]
        : padding;
  if (!Array.isArray(border) || border.length !== 2 || !border.every((sides) => isPair(sides, 0)))
    throw new OptionError(
      `conv2d: padding must be "same", "valid" or two pairs of non-negative integers, got ${JSON.stringify(border)}. Use slice to cut.`,
    );
  const [[top, bottom], [left, right]] = border;
  const window: ConvolutionWindow = {
    strides: step,
    padding: [
      [top, bottom],
      [left, right],
    ],
  };
  return apply("conv2d", window, promote("conv2d", x, filter));
}

/** Mean over windows that tile `[N, H, W, C]`. */
export function meanPool2d(x: Tensor, window: number | readonly [number, number]): Tensor {
  operand("meanPool2d", x);
  return apply("meanPool2d", { window: pair("meanPool2d", "the window", window) }, [x]);
}

/** Nearest-neighbour enlargement of `[N, H, W, C]` by whole factors. */
export function upsample2d(x: Tensor, factor: number | readonly [number, number]): Tensor {
  operand("upsample2d", x);
  return apply("upsample2d", { factor: pair("upsample2d", "the factor", factor) }, [x]);
}
