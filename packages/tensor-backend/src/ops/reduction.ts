import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import { isFloat } from "../dtype.js";
import { normalizeAxes, normalizeAxis, sizeOf } from "../shape.js";
import { apply, operand, type Tensor } from "../tensor.js";
import { add, div, exp, isFinite, log, neg, stopGradient, sub, where } from "./elementwise.js";
import { reshape } from "./shaping.js";

/** Options of a reduction. */
export interface Reduction {
  /** Axes to reduce; all when left out. */
  readonly axis?: number | readonly number[];
  /** Keep reduced axes with size 1. Default false. */
  readonly keepDims?: boolean;
}

/**
 * The operand and the options of a reduction, checked.
 *
 * @throws OptionError for something that is no tensor, and for an axis in the place of the options or a key that is not
 * known, which would reduce other axes than meant
 */
function checkReduction(name: string, x: Tensor, options: Reduction): void {
  operand(name, x);
  if (typeof options === "number" || Array.isArray(options))
    throw new OptionError(
      `${name}: options are a record, got ${String(options)}. Pass { axis: ${String(options)} }.`,
    );
  checkOptions<Reduction>(name, options, { axis: true, keepDims: true });
}

function reduce(name: "sum" | "max", x: Tensor, options: Reduction): Tensor {
  const { axis, keepDims = false } = options;
  const axes = normalizeAxes(name, axis, x.shape.length);
  const reduced = axes.length ? apply(name, { axes }, [x]) : x;
  return keepDims
    ? reshape(
        reduced,
        x.shape.map((size, i) => (axes.includes(i) ? 1 : size)),
      )
    : reduced;
}

/** Sum over axes; 0 of nothing. */
export function sum(x: Tensor, options: Reduction = {}): Tensor {
  checkReduction("sum", x, options);
  return reduce("sum", x, options);
}

/**
 * Mean over axes; NaN of nothing.
 *
 * @throws ShapeError for int32, where the quotient would be cut
 */
export function mean(x: Tensor, options: Reduction = {}): Tensor {
  checkReduction("mean", x, options);
  if (!isFloat(x.dtype))
    throw new ShapeError(`mean: the dtype must be a float, got ${x.dtype}. Use cast(x, "float32").`);
  const axes = normalizeAxes("mean", options.axis, x.shape.length);
  return div(sum(x, options), sizeOf(axes.map((axis) => x.shape[axis]!)));
}

/** Largest over axes; NaN when one is NaN; −∞ of nothing. At a tie the derivative is shared equally. */
export function max(x: Tensor, options: Reduction = {}): Tensor {
  checkReduction("max", x, options);
  return reduce("max", x, options);
}

/** Smallest over axes; NaN when one is NaN; ∞ of nothing. At a tie the derivative is shared equally. */
export function min(x: Tensor, options: Reduction = {}): Tensor {
  checkReduction("min", x, options);
  return neg(max(neg(x), options));
}

/** Running sum along an axis, from the end when `reverse`. */
export function cumsum(
  x: Tensor,
  options: { readonly axis?: number; readonly reverse?: boolean } = {},
): Tensor {
  operand("cumsum", x);
  checkOptions("cumsum", options, { axis: true, reverse: true });
  const { axis = -1, reverse = false } = options;
  return apply("cumsum", { axis: normalizeAxis("cumsum", axis, x.shape.length), reverse }, [x]);
}

/** The largest value as a constant, 0 where it is infinite, so that subtracting it is safe. */
function safeMax(x: Tensor, axis: number | readonly number[] | undefined): Tensor {
  const largest = stopGradient(max(x, { ...(axis !== undefined && { axis }), keepDims: true }));
  return where(isFinite(largest), largest, 0);
}

/** ln Σ eˣ over axes, without overflow; −∞ when all are −∞. */
export function logSumExp(x: Tensor, options: Reduction = {}): Tensor {
  checkReduction("logSumExp", x, options);
  const shift = safeMax(x, options.axis);
  const total = log(sum(exp(sub(x, shift)), options));
  return add(total, reshape(shift, total.shape));
}

/** eˣ / Σ eˣ along an axis, the last by default. */
export function softmax(x: Tensor, options: { readonly axis?: number } = {}): Tensor {
  checkReduction("softmax", x, options);
  const { axis = -1 } = options;
  const weights = exp(sub(x, safeMax(x, axis)));
  return div(weights, sum(weights, { axis, keepDims: true }));
}
