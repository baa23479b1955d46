import { retime } from "./retime.js";
import type { Schedule } from "./schedule.js";
import { algebraOf, compose } from "./schedule-function.js";

const originals: WeakMap<Schedule, Schedule> = /* @__PURE__ */ new WeakMap();

/**
 * The same schedule in the other convention of time, t′ = 1 − t, where t′ = 0 is noise and t′ = 1 is data (on an
 * interval [a, b], t′ = a + b − t).
 *
 * α, σ, snr, logSnr and the diffusion g keep their values; α̇, σ̇, σσ̇ and the drift change their sign, since time runs
 * the other way; timeOfLogSnr gives t′. Reversing twice gives back the schedule itself.
 *
 * @example reverseTime(linearSchedule()).alpha(0.25); // 0.25
 */
export function reverseTime(schedule: Schedule): Schedule {
  const original = originals.get(schedule);
  if (original) return original;
  const { interval, orientation } = schedule;
  const total = interval[0] + interval[1];
  const mirror = compose((t) => algebraOf(t).sub(total, t));
  const reversed = retime(schedule, {
    time: mirror,
    rate: compose(() => -1),
    inverse: mirror,
    interval,
    orientation: orientation === "dataToNoise" ? "noiseToData" : "dataToNoise",
  });
  originals.set(reversed, schedule);
  return reversed;
}
