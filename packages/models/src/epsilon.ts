import { OptionError } from "@nami/errors";
import { type Formula, type ScheduleFunction, scheduleFunction } from "@nami/schedules";
import { div, equal, mul, type Numeric, square, type Tensor, where } from "@nami/tensor-backend";

/** ε = c · width, where the width is σ of a schedule or γ of an interpolant: made by {@link epsilonTimesWidth}. */
export interface WidthEpsilon {
  /** c ≥ 0, of time if it is a formula. */
  readonly timesWidth: number | Formula;
}

/** How much noise an SDE has, ε(t) ≥ 0: a number, a formula `(t, m) => ε`, or `epsilonTimesWidth(c)`. */
export type Epsilon = number | Formula | WidthEpsilon;

/**
 * ε(t) = c · σ(t), or c · γ(t) for an interpolant with noise of its own. As s = −η/σ, the drift then has −c η in it and no
 * division: such an SDE may run to an end where σ is 0, where the score is infinite.
 *
 * @param c a number of at least 0, or a formula of time
 * @example epsilonTimesWidth(2)
 * @see Albergo, Boffi, Vanden-Eijnden, Stochastic interpolants (2023), section 5.1
 */
export function epsilonTimesWidth(c: number | Formula): WidthEpsilon {
  return Object.freeze({ timesWidth: c });
}

/** ε and ε/width at a time. */
export interface EpsilonFunctions {
  readonly epsilon: ScheduleFunction;
  readonly overWidth: ScheduleFunction;
}

/** A function of numbers and tensors from what it does to each. */
export function ofTime(numbers: (t: number) => number, tensors: (t: Tensor) => Tensor): ScheduleFunction {
  return ((t: Numeric) => (typeof t === "number" ? numbers(t) : tensors(t))) as ScheduleFunction;
}

/** ½g² of the SDE of a schedule: Anderson's reverse of the noising process. */
export function halfDiffusionSquared(diffusion: ScheduleFunction): ScheduleFunction {
  return ofTime(
    (t) => diffusion(t) ** 2 / 2,
    (t) => mul(square(diffusion(t)), 0.5),
  );
}

/** The functions of an ε, given or as a function already. @throws OptionError when it is none of the three kinds */
export function epsilonOf(
  caller: string,
  option: Epsilon | { readonly of: ScheduleFunction },
  width: ScheduleFunction,
): EpsilonFunctions {
  if (isRecord(option) && "timesWidth" in option) {
    const overWidth = functionOf(caller, option.timesWidth);
    const epsilon = ofTime(
      (t) => overWidth(t) * width(t),
      (t) => mul(overWidth(t), width(t)),
    );
    return { epsilon, overWidth };
  }
  const epsilon = isRecord(option) ? option.of : functionOf(caller, option);
  const overWidth = ofTime(
    (t) => (epsilon(t) === 0 ? 0 : epsilon(t) / width(t)),
    (t) => {
      const none = equal(epsilon(t), 0);
      return where(none, 0, div(epsilon(t), where(none, 1, width(t))));
    },
  );
  return { epsilon, overWidth: option === 0 ? epsilon : overWidth };
}

/**
 * Checks an ε where a process runs.
 *
 * @throws OptionError where it is negative or ε/width is not finite, naming the time and one to stop at
 */
export function checkEpsilon(
  caller: string,
  { epsilon, overWidth }: EpsilonFunctions,
  { t0, t1 }: { readonly t0: number; readonly t1: number },
): void {
  const parts = 32;
  for (let i = 0; i <= parts; i++) {
    const t = i === parts ? t1 : t0 + ((t1 - t0) * i) / parts;
    if (!(epsilon(t) >= 0))
      throw new OptionError(
        `${caller}: epsilon must be at least 0 at every time, got ${epsilon(t)} at t = ${t}. Pass for example epsilon: 1.`,
      );
    if (Number.isFinite(epsilon(t)) && Number.isFinite(overWidth(t))) continue;
    const remedy =
      i === 0
        ? `Pass t0: ${inset(t0, t1)}, or another epsilon`
        : i === parts
          ? `Pass t1: ${inset(t1, t0)}, or epsilon: epsilonTimesWidth(1)`
          : "Pass another epsilon";
    throw new OptionError(
      `${caller}: epsilon and epsilon times the score must be finite where the SDE runs, got ${epsilon(t)} and a factor of ${overWidth(t)} at t = ${t}. ${remedy}.`,
    );
  }
}

/** A time a thousandth of the way from one end to the other. */
export function inset(end: number, other: number): number {
  return Number((end + (other - end) * 1e-3).toPrecision(12));
}

function isRecord<T extends object>(option: number | Formula | T): option is T {
  return typeof option === "object" && option !== null;
}

function functionOf(caller: string, value: number | Formula): ScheduleFunction {
  if (typeof value !== "number" && typeof value !== "function")
    throw new OptionError(
      `${caller}: epsilon must be a number, a formula (t, m) => ε or epsilonTimesWidth(c), got ${typeof value}. Pass for example epsilon: 1.`,
    );
  return scheduleFunction("epsilon", typeof value === "number" ? () => value : value);
}
