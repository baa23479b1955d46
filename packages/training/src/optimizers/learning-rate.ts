import { OptionError } from "@nami/errors";
import type { Numeric, Tensor } from "@nami/tensor-backend";

/** A step size: a number, or a formula of the step (a scalar that counts from 1), traced into the program. */
export type LearningRate = number | ((step: Tensor) => Tensor);

/** The step size at a step. */
export const rateAt = (rate: LearningRate, step: Tensor): Numeric =>
  typeof rate === "number" ? rate : rate(step);

/** @throws OptionError unless a rate is a function, or a finite number of 0 or more */
export function checkRate(caller: string, rate: LearningRate): void {
  if (typeof rate === "function" || (Number.isFinite(rate) && rate >= 0)) return;
  throw new OptionError(
    `${caller}: learningRate must be a finite number of 0 or more, got ${rate}. Pass 1e-3, or a function of the step.`,
  );
}

/** @throws OptionError unless a decay lies in [0, 1) */
export function checkDecay(caller: string, name: string, value: number): void {
  if (typeof value === "number" && value >= 0 && value < 1) return;
  throw new OptionError(
    `${caller}: ${name} must lie in [0, 1), got ${value}. Pass the share that a step keeps, such as 0.9.`,
  );
}
