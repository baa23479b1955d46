import { OptionError } from "@nami/errors";
import type { Tensor } from "@nami/tensor-backend";
import type { ScheduleFunction } from "./schedule-function.js";

/**
 * The time in an interval at which a log-SNR that falls with time has a value, by bisection down to neighbouring doubles.
 *
 * Values above the log-SNR of the start give the start, values below that of the end give the end. Costs 55 to 100 evaluations on numbers, more only
 * for times below 1e-12.
 *
 * @param logSnr ln(α²/σ²), falling
 * @returns the inverse, on numbers only
 * @throws OptionError for a Tensor, and where logSnr is NaN
 */
export function invertLogSnr(
  logSnr: ScheduleFunction,
  [start, end]: readonly [number, number],
): ScheduleFunction {
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
          `timeOfLogSnr: logSnr must be a number on its interval, got NaN at t = ${t}. State logSnr in schedule({ … }).`,
        );
      return found === value ? 0 : found - value;
    };
    if (excess(start) <= 0) return start;
    if (excess(end) >= 0) return end;
    let above = start;
    let below = end;
    for (;;) {
      const t = (above + below) / 2;
      if (t === above || t === below) return t;
      if (excess(t) > 0) above = t;
      else below = t;
    }
  }
  return invert;
}
