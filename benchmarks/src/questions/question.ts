import type { Outcome } from "../contenders/outcome.js";

/** A figure beside the bar that it is to reach; beside none where it is only reported. */
export interface Verdict {
  /** What the figure is. */
  readonly what: string;
  /** Undefined where who would have been needed is missing. */
  readonly value?: number | undefined;
  /** A ratio is printed as `1.5×`, a share as `45 %`, anything else as it is. */
  readonly unit: "×" | "%" | "" | "s" | "MB";
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** What came of a question. */
export interface Answer {
  readonly outcomes: readonly Outcome[];
  readonly verdicts: readonly Verdict[];
  /** Whatever else was measured. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** `quick` tries whether everything runs and agrees: one turn, one setting; its times mean little. */
export type Effort = "full" | "quick";

/** One question, with its contenders and sizes. */
export interface Question {
  /** In the table. */
  readonly title: string;
  /** What it asks, in a sentence or two. */
  readonly asks: string;
  /** What a time is for: a step, 2,000 samples. */
  readonly unit: string;
  /** Times that the unit is done in the task. */
  readonly unitsInTask?: number;
  /** Why a figure is below its bar, where it is. */
  readonly heldBack?: string;
  measure(effort: Effort): Promise<Answer>;
}
