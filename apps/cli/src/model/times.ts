import {
  logitNormalTimes,
  logNormalTimes,
  modeTimes,
  stratifiedTimes,
  type TimeSampler,
  uniformTimes,
} from "@nami/paths";
import type { Schedule } from "@nami/schedules";
import { maximum, minimum } from "@nami/tensor-backend";
import type { TimesConfig } from "../config/config.js";

/** Where times may lie, and the schedule that says how much noise there is. */
export interface TimesPlace {
  readonly interval: readonly [number, number];
  /** Left out for an interpolant, which has none, and so no log-normal times. */
  readonly schedule?: Schedule | undefined;
}

/** What draws the times of a config. */
export const timesOf = (config: TimesConfig, { interval, schedule }: TimesPlace): TimeSampler => {
  switch (config.name) {
    case "stratified":
      return stratifiedTimes({ interval });
    case "logitNormal": {
      const { mean = 0, std = 1 } = config;
      return logitNormalTimes({ mean, std, interval });
    }
    case "logNormal": {
      const { mean = -1.2, std = 1.2 } = config;
      const times = logNormalTimes(schedule!, { mean, std });
      const [first, last] = interval;
      return {
        ...times,
        sample: (key, shape, options) => minimum(maximum(times.sample(key, shape, options), first), last),
      };
    }
    case "mode":
      return modeTimes({ ...(config.scale !== undefined && { scale: config.scale }), interval });
    default:
      return uniformTimes({ interval });
  }
};
