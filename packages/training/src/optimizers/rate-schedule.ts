import { OptionError } from "@nami/errors";
import { add, cos, div, floor, maximum, minimum, mul, pow, sub, type Tensor } from "@nami/tensor-backend";

/** A step size over the steps, which count from 1: of a number at once, of a scalar tensor as a formula. */
export interface RateSchedule {
  (step: number): number;
  (step: Tensor): Tensor;
}

/** The operations that a step size is written with. */
interface RateAlgebra<T> {
  add(a: T | number, b: T | number): T;
  sub(a: T | number, b: T | number): T;
  mul(a: T | number, b: T | number): T;
  div(a: T | number, b: T | number): T;
  minimum(a: T | number, b: T | number): T;
  maximum(a: T | number, b: T | number): T;
  floor(x: T): T;
  cos(x: T): T;
  /** baseˣ */
  power(base: number, x: T): T;
  /** Another schedule at a step. */
  at(schedule: RateSchedule, step: T): T;
}

const numbers: RateAlgebra<number> = /* @__PURE__ */ Object.freeze({
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  minimum: Math.min,
  maximum: Math.max,
  floor: Math.floor,
  cos: Math.cos,
  power: (base, x) => base ** x,
  at: (schedule, step) => schedule(step),
} satisfies RateAlgebra<number>);

const tensors: RateAlgebra<Tensor> = /* @__PURE__ */ Object.freeze({
  add,
  sub,
  mul,
  div,
  minimum,
  maximum,
  floor,
  cos,
  power: (base, x) => pow(base, x),
  at: (schedule, step) => schedule(step),
} satisfies RateAlgebra<Tensor>);

/** A formula as a function of numbers and tensors. */
export function rateSchedule(formula: <T>(step: T, m: RateAlgebra<T>) => T): RateSchedule {
  function at(step: number): number;
  function at(step: Tensor): Tensor;
  function at(step: number | Tensor): number | Tensor {
    return typeof step === "number" ? formula(step, numbers) : formula(step, tensors);
  }
  return Object.freeze(at);
}

/** @throws OptionError unless a rate is a finite number of 0 or more */
export function checkRateNumber(caller: string, name: string, rate: number): void {
  if (Number.isFinite(rate) && rate >= 0) return;
  throw new OptionError(
    `${caller}: ${name} must be a finite number of 0 or more, got ${rate}. Pass for example 1e-3.`,
  );
}

/** @throws OptionError unless a count of steps is a positive integer */
export function checkSteps(caller: string, name: string, steps: number): void {
  if (Number.isSafeInteger(steps) && steps > 0) return;
  throw new OptionError(
    `${caller}: ${name} must be a positive integer, got ${steps}. Pass for example 1000.`,
  );
}
