import type { Tensor } from "@nami/tensor-backend";
import type { Schedule } from "./schedule.js";
import { algebraOf, compose, type ScheduleFunction } from "./schedule-function.js";

/** Another clock for a schedule: its old time as a function of the new one, monotone. */
export interface Clock {
  /** The schedule's own time r(t). */
  readonly time: ScheduleFunction;
  /** dr/dt */
  readonly rate: ScheduleFunction;
  /** The new time of an old one. */
  readonly inverse: ScheduleFunction;
  readonly interval: readonly [number, number];
  readonly orientation: Schedule["orientation"];
}

/**
 * The same schedule on another clock: values at r(t), derivatives times ṙ, g times √|ṙ|.
 *
 * It is built from functions, not formulas, so that it serves any schedule.
 */
export function retime(schedule: Schedule, { time, rate, inverse, interval, orientation }: Clock): Schedule {
  const at = (fn: ScheduleFunction): ScheduleFunction => compose((t) => fn(time(t)));
  const times = (fn: ScheduleFunction): ScheduleFunction => compose((t) => product(fn(time(t)), rate(t)));
  return Object.freeze({
    name: schedule.name,
    orientation,
    interval,
    alpha: at(schedule.alpha),
    sigma: at(schedule.sigma),
    alphaDot: times(schedule.alphaDot),
    sigmaDot: times(schedule.sigmaDot),
    sigmaSigmaDot: times(schedule.sigmaSigmaDot),
    drift: times(schedule.drift),
    diffusion: compose((t) => product(schedule.diffusion(time(t)), rootOfSize(rate(t)))),
    snr: at(schedule.snr),
    logSnr: at(schedule.logSnr),
    timeOfLogSnr: compose((value) => inverse(schedule.timeOfLogSnr(value))),
  });
}

function product(a: number | Tensor, b: number | Tensor): number | Tensor {
  return algebraOf(a, b).mul(a, b);
}

function rootOfSize(rate: number | Tensor): number | Tensor {
  const m = algebraOf(rate);
  return m.sqrt(m.sqrt(m.square(rate)));
}
