import { checkPositive } from "./check-parameters.js";
import { derivative, type Formula } from "./dual.js";
import { retime } from "./retime.js";
import { reverseTime } from "./reverse-time.js";
import type { Schedule } from "./schedule.js";
import { type ScheduleFunction, scheduleFunction } from "./schedule-function.js";

/**
 * The time shift of high resolutions, t′ = s t/(1 + (s − 1) t): s > 1 spends more of [0, 1] near the noise (t = 1).
 *
 * An image of n pixels needs s = √(n/m) when the schedule was made for m. The inverse is the shift 1/s.
 *
 * @param shift s, positive
 * @returns a function of numbers and Tensors, for grids and for training times; 0 and 1 stay where they are
 * @throws OptionError when the shift is not positive
 * @example timeShift(7)(0.5); // 0.875
 * @see Esser et al., Scaling rectified flow transformers (2024), equation 23
 */
export function timeShift(shift: number): ScheduleFunction {
  checkPositive("timeShift", { shift });
  return scheduleFunction("timeShift", shifted(shift));
}

/**
 * A schedule on the shifted clock: α′(t) = α(t′(t)) with t′ of {@link timeShift}, and all that follows from it.
 *
 * It belongs to the schedule, applied once; a shifted schedule takes unshifted times. On linear paths σ/α is multiplied
 * by the shift: logSnr falls by 2 ln s.
 *
 * @param schedule on [0, 1], in either convention of time
 * @param shift s, positive
 * @throws OptionError when the shift is not positive
 * @example shiftTime(linearSchedule(), 3).sigma(0.5); // 0.75
 */
export function shiftTime(schedule: Schedule, shift: number): Schedule {
  checkPositive("shiftTime", { shift });
  if (schedule.orientation === "noiseToData") return reverseTime(shiftTime(reverseTime(schedule), shift));
  const { interval, orientation } = schedule;
  const warp = shifted(shift, interval);
  return retime(schedule, {
    time: scheduleFunction("shiftTime", warp),
    rate: scheduleFunction("shiftTime", derivative(warp)),
    inverse: scheduleFunction("shiftTime", shifted(1 / shift, interval)),
    interval,
    orientation,
  });
}

function shifted(shift: number, [start, end]: readonly [number, number] = [0, 1]): Formula {
  return (t, m) => {
    const share = m.div(m.sub(t, start), end - start);
    const moved = m.div(m.mul(shift, share), m.add(m.sub(1, share), m.mul(shift, share)));
    return m.add(start, m.mul(end - start, moved));
  };
}
