import { compete, type Entry, type Pace } from "../contenders/compete.js";
import { type ContenderName, contenders } from "../contenders/contender.js";
import type { Outcome } from "../contenders/outcome.js";
import type { Task } from "../tasks/task.js";
import type { Answer, Effort, Verdict } from "./question.js";

/** How many times faster nami is to be than another. */
export interface Bar {
  readonly against: ContenderName;
  /** Who is to be faster. Default: the fastest of nami's backends. */
  readonly who?: ContenderName;
  readonly atLeast: number;
}

/** A race at one task. */
export interface Race extends Omit<Pace, "quick"> {
  readonly task: Task;
  /** A shorter task to choose settings by. */
  readonly trial?: Task;
  /** PyTorch may also take the rows in pieces of these sizes, which stay in the caches. */
  readonly chunks?: readonly number[];
  /** Beside nami on all of its backends. */
  readonly others: readonly ContenderName[];
  readonly bars: readonly Bar[];
}

/** nami's own names. */
export const ours: readonly ContenderName[] = (Object.keys(contenders) as ContenderName[]).filter(
  (name) => contenders[name].ours,
);

/** Lets nami on its backends and the others do a task in turn, and compares its best with each. */
export async function race(
  { task, trial, chunks, others, bars, ...pace }: Race,
  effort: Effort,
): Promise<Answer> {
  const entries: Entry[] = [...others, ...ours].map((contender) => ({
    contender,
    task,
    ...(trial && { trial }),
    ...(chunks && contender === "pytorch" && { variants: [{}, ...chunks.map((chunk) => ({ chunk }))] }),
  }));
  const outcomes = await compete(entries, { ...pace, quick: effort === "quick" });
  return { outcomes, verdicts: bars.map((bar) => verdictOf(bar, outcomes)) };
}

/** The fastest of nami's backends. */
export function bestOfOurs(outcomes: readonly Outcome[]): Outcome | undefined {
  return outcomes
    .filter(({ ours, milliseconds }) => ours && milliseconds !== undefined)
    .sort((a, b) => a.milliseconds! - b.milliseconds!)[0];
}

/** How many times the time of nami another takes. */
export function verdictOf({ against, who, atLeast }: Bar, outcomes: readonly Outcome[]): Verdict {
  const timeOf = (name: ContenderName): number | undefined =>
    outcomes.find(({ contender }) => contender === name)?.milliseconds;
  const other = timeOf(against);
  const own = who ? timeOf(who) : bestOfOurs(outcomes)?.milliseconds;
  return {
    what: `faster than ${contenders[against].title}${who ? `: ${contenders[who].title}` : ""}`,
    value: other !== undefined && own !== undefined ? other / own : undefined,
    unit: "×",
    atLeast,
  };
}
