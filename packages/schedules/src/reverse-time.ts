import type { Tensor } from "@nami/tensor-backend";
import type { Schedule } from "./schedule.js";
import type { ScheduleFunction } from "./schedule-function.js";

const originals: WeakMap<Schedule, Schedule> = /* @__PURE__ */ new WeakMap();

/**
 * The same schedule in the other convention of time, t′ = 1 − t, where t′ = 0 is noise and t′ = 1 is data.
 *
 * α, σ, snr, logSnr and the diffusion g keep their values; α̇, σ̇, σσ̇ and the drift change their sign, since time runs
 * the other way; timeOfLogSnr gives t′. Reversing twice gives back the schedule itself.
 *
 * @example reverseTime(linearSchedule()).alpha(0.25); // 0.25
 */
export function reverseTime(schedule: Schedule): Schedule {
  const original = originals.get(schedule);
  if (original) return original;
  const at = (fn: ScheduleFunction): ScheduleFunction => compose((t) => fn(oneMinus(t)));
  const against = (fn: ScheduleFunction): ScheduleFunction => compose((t) => negative(fn(oneMinus(t))));
  const reversed: Schedule = Object.freeze({
    name: schedule.name,
    orientation: schedule.orientation === "dataToNoise" ? "noiseToData" : "dataToNoise",
    alpha: at(schedule.alpha),
    sigma: at(schedule.sigma),
    alphaDot: against(schedule.alphaDot),
    sigmaDot: against(schedule.sigmaDot),
    sigmaSigmaDot: against(schedule.sigmaSigmaDot),
    drift: against(schedule.drift),
    diffusion: at(schedule.diffusion),
    snr: at(schedule.snr),
    logSnr: at(schedule.logSnr),
    timeOfLogSnr: compose((value) => oneMinus(schedule.timeOfLogSnr(value))),
  });
  originals.set(reversed, schedule);
  return reversed;
}

function oneMinus(t: number | Tensor): number | Tensor {
  return typeof t === "number" ? 1 - t : t.algebra.sub(1, t);
}

function negative(y: number | Tensor): number | Tensor {
  return typeof y === "number" ? -y : y.algebra.neg(y);
}

function compose(fn: (t: number | Tensor) => number | Tensor): ScheduleFunction {
  return fn as ScheduleFunction;
}
