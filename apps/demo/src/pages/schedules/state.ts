import { gridNames, lineTargetNames, samplerNames, scheduleNames } from "../../samplers/names.js";
import { stepCounts } from "../../samplers/protocol.js";
import { choice, flag, integer, real, some } from "../../url-state/field.js";
import type { StateOf } from "../../url-state/state.js";

/** All that the address of the page can say. */
export const schedulesFields = {
  curves: some(scheduleNames, ["linear", "cosine", "vp", "ve", "edm"]),
  t: real({ initial: 0.5, min: 0, max: 1 }),
  log: flag(false),
  target: choice(lineTargetNames, "twoModes"),
  schedule: choice(scheduleNames, "linear"),
  grid: choice(gridNames, "uniform"),
  samplers: some(samplerNames, samplerNames.slice(0, 5)),
  steps: integer({ initial: 20, min: stepCounts[0], max: 160 }),
};

/** The state of the page. */
export type SchedulesState = StateOf<typeof schedulesFields>;
