export { cosineSchedule } from "./cosine-schedule.js";
export type { Formula } from "./dual.js";
export { linearSchedule } from "./linear-schedule.js";
export { reverseTime } from "./reverse-time.js";
export { type Orientation, type Schedule, type ScheduleOptions, schedule } from "./schedule.js";
export type { ScheduleFunction } from "./schedule-function.js";
