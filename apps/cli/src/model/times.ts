import { logitNormalTimes, modeTimes, stratifiedTimes, type TimeSampler, uniformTimes } from "@nami/paths";
import type { TimesConfig } from "../config/config.js";

/** What draws the times of a config, between two times. */
export const timesOf = (config: TimesConfig, interval: readonly [number, number] = [0, 1]): TimeSampler => {
  switch (config.name) {
    case "stratified":
      return stratifiedTimes({ interval });
    case "logitNormal": {
      const { mean = 0, std = 1 } = config;
      return logitNormalTimes({ mean, std, interval });
    }
    case "mode":
      return modeTimes({ ...(config.scale !== undefined && { scale: config.scale }), interval });
    default:
      return uniformTimes({ interval });
  }
};
