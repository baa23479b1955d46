import { OptionError } from "@nami/errors";
import type { Tensor } from "@nami/tensor-backend";
import type { ScheduleFunction } from "./schedule-function.js";

/**
 * The time in [0, 1] at which a log-SNR that falls with time has a value, by bisection down to neighbouring doubles.
 *
 * Values above logSnr(0) give 0, values below logSnr(1) give 1. Costs 55 to 100 evaluations on numbers, more only
 * for times below 1e-12.
 *
 * @param logSnr ln(α²/σ²), falling
 * @returns the inverse, on numbers only
 * @throws OptionError for a Tensor, and where logSnr is NaN
 */
export function invertLogSnr(logSnr: ScheduleFunction): ScheduleFunction {
  function invert(value: number): number;
  function invert(value: Tensor): Tensor;
  function invert(value: number | Tensor): number | Tensor;
  function invert(value: number | Tensor): number | Tensor {
    if (typeof value !== "number" || Number.isNaN(value))
      throw new OptionError(
        `timeOfLogSnr: without a closed form the value must be a number, got ${typeof value === "number" ? value : "a Tensor"}. State timeOfLogSnr in schedule({ … }), or map over numbers.`,
      );
    const excess = (t: number): number => {
      const found = logSnr(t);
      if (Number.isNaN(found))
        throw new OptionError(
          `timeOfLogSnr: logSnr must be a number on [0, 1], got NaN at t = ${t}. State logSnr in schedule({ … }).`,
        );
      return found === value ? 0 : found - value;
    };
    if (excess(0) <= 0) return 0;
    if (excess(1) >= 0) return 1;
    let above = 0;
    let below = 1;
    for (;;) {
      const t = (above + below) / 2;
      if (t === above || t === below) return t;
      if (excess(t) > 0) above = t;
      else below = t;
    }
  }
  return invert;
}
