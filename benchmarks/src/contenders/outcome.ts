import type { Task } from "../tasks/task.js";
import type { ContenderName } from "./contender.js";
import type { Setting } from "./protocol.js";

/** A setting that was tried. */
export interface Trial {
  readonly setting: Setting;
  readonly milliseconds: number;
}

/** How a contender did. */
export interface Outcome {
  readonly contender: ContenderName;
  readonly title: string;
  readonly ours: boolean;
  readonly task: Task;
  /** Why it did not take part; nothing below is there then. */
  readonly missing?: string;
  /** The median over its turns, for doing the task once. */
  readonly milliseconds?: number;
  /** Of each turn, in the order in which they were taken. */
  readonly turns?: readonly number[];
  /** Times that the task was done in a turn. */
  readonly repeats?: number;
  /** The setting that was its best, where there was a choice. */
  readonly setting?: Setting;
  /** All settings, as they were tried before. */
  readonly trials?: readonly Trial[];
  /** From the results of the first contender that has any: the largest difference in units of the largest value. */
  readonly difference?: number;
  readonly peakResidentBytes?: number;
  readonly versions?: Readonly<Record<string, string>>;
}
