import { OptionError } from "@nami/errors";
import type { Elementwise, Tensor } from "@nami/tensor-backend";
import type { Formula } from "./dual.js";
import { numberAlgebra } from "./number-algebra.js";

/** A function of time: on a number it gives a number at once, on a Tensor a Tensor of the same shape. */
export interface ScheduleFunction {
  (t: number): number;
  (t: Tensor): Tensor;
  (t: number | Tensor): number | Tensor;
}

/** cos x as sin(π/2 − x): exactly 0 at the float nearest to π/2, where a library's cosine has ±6e-17 or ±4e-8. */
function withExactQuarterTurn<T>(m: Elementwise<T>): Elementwise<T> {
  return { ...m, cos: (x) => m.sin(m.sub(Math.PI / 2, x)) };
}

const numbers: Elementwise<number> = /* @__PURE__ */ withExactQuarterTurn(numberAlgebra);

/**
 * A formula as a function of numbers and tensors.
 *
 * @param name for the error message
 * @param interval where times lie; numbers that miss it by no more than rounding are moved to its end
 * @throws OptionError when t is neither a number nor a Tensor, or a number outside of the interval
 */
export function scheduleFunction(
  name: string,
  formula: Formula,
  interval?: readonly [number, number],
): ScheduleFunction {
  function evaluate(t: number): number;
  function evaluate(t: Tensor): Tensor;
  function evaluate(t: number | Tensor): number | Tensor;
  function evaluate(t: number | Tensor): number | Tensor {
    if (typeof t === "number") return formula(interval ? inside(name, t, interval) : t, numbers);
    if (!t?.algebra)
      throw new OptionError(
        `${name}: t must be a number or a Tensor, got ${typeof t}. Use tensor([…]) for several times.`,
      );
    const m = withExactQuarterTurn(t.algebra);
    const y = formula(t, m);
    // What does not depend on time comes out as a scalar: it gets the shape of t.
    return typeof y === "number" || y.shape.length < t.shape.length ? t.algebra.spread(y, t) : y;
  }
  return evaluate;
}

/** @throws OptionError for a number outside of the interval by more than rounding */
function inside(name: string, t: number, [start, end]: readonly [number, number]): number {
  if (t >= start && t <= end) return t;
  const slack = 1e-12 * (end - start);
  if (!(t >= start - slack && t <= end + slack))
    throw new OptionError(
      `${name}: t must be in [${start}, ${end}], got ${t}. Data and noise are at the ends of that interval.`,
    );
  return t < start ? start : end;
}

/** The arithmetic in which a and b meet: that of tensors where either is one. */
export function algebraOf(a: number | Tensor, b: number | Tensor = a): Elementwise<number | Tensor> {
  return ((a as Tensor).algebra ?? (b as Tensor).algebra ?? numberAlgebra) as Elementwise<number | Tensor>;
}

/** A function of numbers or tensors, whose overloads say that it keeps the kind. */
export function compose(fn: (t: number | Tensor) => number | Tensor): ScheduleFunction {
  return fn as ScheduleFunction;
}
