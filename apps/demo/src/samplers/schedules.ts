import {
  cosineSchedule,
  edmSchedule,
  linearSchedule,
  nicholCosineSchedule,
  polynomialSchedule,
  type Schedule,
  subVpSchedule,
  veSchedule,
  vpSchedule,
} from "@nami/schedules";
import type { ScheduleName } from "./names.js";

/** Every schedule, with data at t = 0 and noise at t = 1. */
export const schedules: Readonly<Record<ScheduleName, Schedule>> = {
  linear: linearSchedule(),
  cosine: cosineSchedule(),
  nicholCosine: nicholCosineSchedule(),
  vp: vpSchedule(),
  subVp: subVpSchedule(),
  polynomial: polynomialSchedule({ power: 2 }),
  ve: veSchedule(),
  edm: edmSchedule(),
};

/** A curve of a schedule over the times from 0 to 1. Limits at the ends may be infinite. */
export const curveOf = (
  name: ScheduleName,
  quantity: "alpha" | "sigma" | "logSnr",
  pieces = 160,
): readonly (readonly [t: number, y: number])[] =>
  Array.from({ length: pieces + 1 }, (_, i) => [i / pieces, schedules[name][quantity](i / pieces)]);
