import { OptionError } from "@nami/errors";
import { checkDType, type DType, type FloatDType, isFloat } from "../dtype.js";
import { checkShape, type Shape } from "../shape.js";
import { apply, type Tensor } from "../tensor.js";
import { add, div, mul, sub } from "./elementwise.js";

/** A tensor filled with one value. */
export function full(shape: Shape, value: number, dtype: DType = "float32"): Tensor {
  checkShape("full", shape);
  checkDType("full", dtype);
  if (typeof value !== "number")
    throw new OptionError(`full: value must be a number, got ${typeof value}. Pass for example 0.`);
  if (dtype === "int32" && (value | 0) !== value)
    throw new OptionError(
      `full: int32 values are integers within 32 bits, got ${value}. Round it, or pass a float dtype.`,
    );
  return apply(
    "full",
    { value: dtype === "bool" ? Number(value !== 0) : value, shape: [...shape], dtype },
    [],
  );
}

/** A tensor of zeros. */
export function zeros(shape: Shape, dtype: DType = "float32"): Tensor {
  return full(shape, 0, dtype);
}

/** A tensor of ones. */
export function ones(shape: Shape, dtype: DType = "float32"): Tensor {
  return full(shape, 1, dtype);
}

/** `start, start + step, …` below `stop`: ⌈(stop − start)/step⌉ values; `arange(n)` is `0 … n−1`. */
export function arange(start: number, stop?: number, step = 1, dtype: DType = "float32"): Tensor {
  checkDType("arange", dtype);
  if (dtype === "bool")
    throw new OptionError(
      "arange: the dtype must be a number type, got bool. Compare what it gives, or cast it.",
    );
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const size = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(size))
    throw new OptionError(
      `arange: start, stop and step must give a finite count, got ${from}, ${to}, ${step}. Pass a step other than 0.`,
    );
  const counts = apply("iota", { size, dtype }, []);
  const scaled = step === 1 ? counts : mul(counts, step);
  return from === 0 ? scaled : add(scaled, from);
}

/**
 * `count` evenly spaced values from `start` to `stop`, both included.
 *
 * @throws OptionError when count is not a positive integer, or the dtype no float
 */
export function linspace(start: number, stop: number, count: number, dtype: FloatDType = "float32"): Tensor {
  checkDType("linspace", dtype);
  if (!isFloat(dtype))
    throw new OptionError(
      `linspace: the dtype must be a float, got ${String(dtype)}. Use arange, or cast what it gives.`,
    );
  if (!Number.isInteger(count) || count < 1)
    throw new OptionError(`linspace: count must be a positive integer, got ${count}. Pass at least 1.`);
  if (count === 1) return full([1], start, dtype);
  const fraction = div(apply("iota", { size: count, dtype }, []), count - 1);
  // Weighted so that both ends come out exactly.
  return add(mul(sub(1, fraction), start), mul(fraction, stop));
}
