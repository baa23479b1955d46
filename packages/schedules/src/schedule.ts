import { OptionError } from "@nami/errors";
import type { Tensor } from "@nami/tensor-backend";
import { checkNone } from "./check-parameters.js";
import { derivative, type Formula } from "./dual.js";
import { invertLogSnr } from "./invert-log-snr.js";
import { compose, type ScheduleFunction, scheduleFunction } from "./schedule-function.js";

/** Which end of [0, 1] is data: `"dataToNoise"` has data at t = 0, `"noiseToData"` at t = 1. */
export type Orientation = "dataToNoise" | "noiseToData";

/**
 * How much of the data and how much of the noise there is at each time: x_t = α(t) · data + σ(t) · noise.
 *
 * Every function takes a number or a Tensor of times in its interval and gives its exact limit at both ends, ±∞ included.
 * A dot is the derivative with respect to the schedule's own time.
 */
export interface Schedule {
  /** For people and error messages. */
  readonly name: string;
  /** `"dataToNoise"` unless made by {@link reverseTime}. */
  readonly orientation: Orientation;
  /** Where its times lie: [0, 1] unless it says otherwise, as `karrasSchedule` does. */
  readonly interval: readonly [start: number, end: number];
  /** α, the factor of the data. */
  readonly alpha: ScheduleFunction;
  /** σ, the factor of the noise. */
  readonly sigma: ScheduleFunction;
  /** α̇ */
  readonly alphaDot: ScheduleFunction;
  /** σ̇ */
  readonly sigmaDot: ScheduleFunction;
  /** σσ̇ = ½ d(σ²)/dt: finite also where σ̇ is not. */
  readonly sigmaSigmaDot: ScheduleFunction;
  /** f = α̇/α of the SDE dx = f x dt + g dW. */
  readonly drift: ScheduleFunction;
  /** g ≥ 0 of that SDE: g² = 2σσ̇ − 2fσ², in data-to-noise time. */
  readonly diffusion: ScheduleFunction;
  /** α²/σ² */
  readonly snr: ScheduleFunction;
  /** ln(α²/σ²) */
  readonly logSnr: ScheduleFunction;
  /** The time at which logSnr has a value: its inverse. On tensors only where the schedule states it. */
  readonly timeOfLogSnr: ScheduleFunction;
}

/** What a schedule is made of. Formulas are written over an elementwise algebra `m`, for numbers and tensors alike. */
export interface ScheduleOptions {
  /** Default `"custom"`. */
  readonly name?: string;
  /**
   * Where times lie, from data to noise. When given, a number outside of it is an error; left out, it is [0, 1] and times
   * are not checked.
   */
  readonly interval?: readonly [start: number, end: number];
  /** α(t), from 1 at t = 0. */
  readonly alpha: Formula;
  /** σ(t), growing from t = 0. */
  readonly sigma: Formula;
  /** α̇ in closed form; differentiated when left out, as are the next four. */
  readonly alphaDot?: Formula;
  /** σ̇ in closed form. */
  readonly sigmaDot?: Formula;
  /** σσ̇ in closed form, where σ σ̇ is 0 · ∞ and σ is not written as a square root. */
  readonly sigmaSigmaDot?: Formula;
  /** α̇/α in closed form, where it is 0/0. */
  readonly drift?: Formula;
  /** g² in closed form. */
  readonly diffusionSquared?: Formula;
  /** ln(α²/σ²) in closed form. */
  readonly logSnr?: Formula;
  /** The inverse of logSnr in closed form; found by bisection, on numbers only, when left out. */
  readonly timeOfLogSnr?: Formula;
}

/**
 * A schedule of one's own, from α and σ alone. What follows from them is derived by automatic differentiation:
 *
 * f = α̇/α, g² = 2σσ̇ − 2fσ², snr = α²/σ², logSnr = 2 ln α − 2 ln σ.
 *
 * @param options α(t) and σ(t), and closed forms where the derived ones would be 0/0 or 0 · ∞
 * @throws OptionError when α or σ is not a function, or an option is unknown
 * @example
 * const s = schedule({
 *   alpha: (t, m) => m.cos(m.mul(t, Math.PI / 2)),
 *   sigma: (t, m) => m.sin(m.mul(t, Math.PI / 2)),
 * });
 * s.logSnr(0.5); // 0, but for rounding
 * s.diffusion(1); // Infinity
 * @see Song et al., Score-based generative modeling through SDEs (2021), appendix B; Kingma et al., Variational
 * diffusion models (2021), section 3
 */
export function schedule({
  name = "custom",
  interval,
  alpha,
  sigma,
  alphaDot = derivative(alpha),
  sigmaDot = derivative(sigma),
  sigmaSigmaDot = halfSlopeOfSquare(sigma),
  drift = (t, m) => m.div(alphaDot(t, m), alpha(t, m)),
  diffusionSquared = (t, m) =>
    m.mul(2, m.sub(sigmaSigmaDot(t, m), m.mul(drift(t, m), m.square(sigma(t, m))))),
  logSnr = (t, m) => m.mul(2, m.sub(m.log(alpha(t, m)), m.log(sigma(t, m)))),
  timeOfLogSnr,
  ...left
}: ScheduleOptions): Schedule {
  checkNone("schedule", left);
  for (const [key, formula] of Object.entries({ alpha, sigma }))
    if (typeof formula !== "function")
      throw new OptionError(
        `schedule: ${key} must be a function of (t, m), got ${typeof formula}. Pass for example ${key}: (t, m) => m.sub(1, t).`,
      );
  checkInterval(interval);
  const times = Object.freeze([...(interval ?? ([0, 1] as const))] as const);
  const ofTime = (quantity: string, formula: Formula): ScheduleFunction =>
    scheduleFunction(`${name}.${quantity}`, formula, interval && times);
  const logSnrFunction = ofTime("logSnr", logSnr);
  return Object.freeze({
    name,
    orientation: "dataToNoise",
    interval: times,
    alpha: ofTime("alpha", alpha),
    sigma: ofTime("sigma", sigma),
    alphaDot: ofTime("alphaDot", alphaDot),
    sigmaDot: ofTime("sigmaDot", sigmaDot),
    sigmaSigmaDot: ofTime("sigmaSigmaDot", sigmaSigmaDot),
    drift: ofTime("drift", drift),
    diffusion: ofTime("diffusion", (t, m) => m.sqrt(diffusionSquared(t, m))),
    snr: ofTime("snr", (t, m) => m.square(m.div(alpha(t, m), sigma(t, m)))),
    logSnr: logSnrFunction,
    timeOfLogSnr: timeOfLogSnr
      ? within(logSnrFunction, scheduleFunction("timeOfLogSnr", timeOfLogSnr), times)
      : invertLogSnr(logSnrFunction, times),
  });
}

/** ½ d(y²)/dt: where y is a square root, half the derivative of what is under it. */
function halfSlopeOfSquare(formula: Formula): Formula {
  const slope = derivative((t, m) => m.square(formula(t, m)));
  return (t, m) => m.mul(0.5, slope(t, m));
}

/** @throws OptionError unless the interval is of two growing numbers */
function checkInterval(interval: readonly [number, number] | undefined): void {
  if (interval && !(interval[0] < interval[1] && interval[1] - interval[0] < Infinity))
    throw new OptionError(
      `schedule: interval must be two growing numbers, got [${interval}]. Pass for example interval: [0, 1].`,
    );
}

type Times = number | Tensor;
type Bounds = Record<"maximum" | "minimum", (a: Times, b: Times) => Times>;

/** An inverse that gives the end of the interval for every log-SNR beyond that of the end. */
function within(
  logSnr: ScheduleFunction,
  inverse: ScheduleFunction,
  [start, end]: readonly [number, number],
): ScheduleFunction {
  // Where a derived log-SNR is 0/0 at an end, there is no bound.
  const bound = (t: number, other: number): number => (Number.isNaN(logSnr(t)) ? other : logSnr(t));
  const [most, least] = [bound(start, Infinity), bound(end, -Infinity)];
  return compose((value) => {
    const bounds = (value as Tensor).algebra ?? { maximum: Math.max, minimum: Math.min };
    const { maximum, minimum } = bounds as Bounds;
    return maximum(start, minimum(end, inverse(maximum(least, minimum(most, value)))));
  });
}
