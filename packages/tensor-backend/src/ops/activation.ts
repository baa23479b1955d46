import { checkOptions, OptionError } from "@nami/errors";
import { type Slope, withSlope } from "../derivatives/own-slope.js";
import type { Numeric, Tensor } from "../tensor.js";
import {
  add,
  erf,
  exp,
  expm1,
  lessEqual,
  lift,
  mul,
  sigmoid,
  square,
  sub,
  tanh,
  where,
} from "./elementwise.js";

/** max(x, 0), with derivative 0 at 0. */
export function relu(x: Numeric): Tensor {
  const value = lift(x);
  return where(lessEqual(value, 0), 0, value);
}

/** y′ = s + y(1 − s) with s = sigmoid(x), and y″ = (1 − s)(2y′ − y). */
const siluSlope: Slope = (x, y) => {
  const s = sigmoid(x);
  const rest = sub(1, s);
  return withSlope(add(s, mul(y, rest)), x, (_, slope) => mul(rest, sub(mul(2, slope), y)));
};

/** x · sigmoid(x), also called swish. */
export function silu(x: Numeric): Tensor {
  const value = lift(x);
  return withSlope(mul(value, sigmoid(value)), value, siluSlope);
}

/** x/√2, which Φ and its density have in common. */
const scaled = (x: Tensor): Tensor => mul(x, Math.SQRT1_2);

/** Φ(x), the normal distribution function. */
function normalCdf(x: Tensor): Tensor {
  return mul(0.5, add(1, erf(scaled(x))));
}

/** φ(x), the normal density: its factor 1/√(2π) is in the exponent, which saves a pass over the values. */
function normalDensity(x: Tensor): Tensor {
  return exp(sub(-0.5 * Math.log(2 * Math.PI), square(scaled(x))));
}

/** y′ = Φ + xφ, and y″ = φ(2 − x²). */
const geluSlope: Slope = (x) => {
  const density = normalDensity(x);
  return withSlope(add(normalCdf(x), mul(x, density)), x, () => mul(density, sub(2, square(x))));
};

/**
 * x Φ(x), with Φ the normal distribution function.
 *
 * @param options.approximate `"tanh"` for ½x(1 + tanh(√(2/π)(x + 0.044715x³))); exact when left out
 * @see Hendrycks & Gimpel 2016, https://arxiv.org/abs/1606.08415
 */
export function gelu(x: Numeric, options: { readonly approximate?: "tanh" } = {}): Tensor {
  checkOptions("gelu", options, { approximate: true });
  const { approximate } = options;
  if (approximate !== undefined && approximate !== "tanh")
    throw new OptionError(
      `gelu: approximate must be "tanh" or left out, got ${String(approximate)}. Leave it out for the exact one.`,
    );
  if (approximate === "tanh") {
    const inner = mul(Math.sqrt(2 / Math.PI), mul(x, add(1, mul(0.044715, square(x)))));
    return mul(mul(0.5, x), add(1, tanh(inner)));
  }
  const value = lift(x);
  return withSlope(mul(value, normalCdf(value)), value, geluSlope);
}

/** x where x > 0, else α(eˣ − 1). */
export function elu(x: Numeric, options: { readonly alpha?: number } = {}): Tensor {
  checkOptions("elu", options, { alpha: true });
  const { alpha = 1 } = options;
  const value = lift(x);
  const negative = lessEqual(value, 0);
  // The inner select keeps an overflow of the unused branch out of the derivative.
  return where(negative, mul(alpha, expm1(where(negative, value, 0))), value);
}

/**
 * λ·elu(x, α) with the λ and α that keep mean 0 and variance 1.
 *
 * @see Klambauer et al. 2017, https://arxiv.org/abs/1706.02515
 */
export function selu(x: Numeric): Tensor {
  return mul(1.0507009873554805, elu(x, { alpha: 1.6732632423543772 }));
}
