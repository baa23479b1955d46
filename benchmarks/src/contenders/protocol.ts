/**
 * How the benchmark talks to a contender: a process of its own that reads and writes JSON, one value a line.
 *
 * First it is given a task, then asked for the results that must agree, then for turns, until its input ends.
 */

/** What a contender is asked. */
export type Request =
  /** Get ready for a task; `inputs` is a safetensors file. */
  | { readonly task: unknown; readonly inputs: string; readonly setting: Setting }
  /** Write the results for the given inputs to this safetensors file. */
  | { readonly check: string }
  /** Do the task so many times. */
  | { readonly repeats: number };

/** Threads and the like: whatever a contender can be told. */
export type Setting = Readonly<Record<string, string | number>>;

/** What a contender answers, by the request. */
export interface Answers {
  readonly versions: { readonly versions: Readonly<Record<string, string>> };
  readonly checked: { readonly checked: true };
  /** Of all repeats together, by the contender's own clock. */
  readonly seconds: { readonly seconds: number };
}

/** One of them, or why there is none: it does not do this, or is not installed. */
export type Answer = Answers[keyof Answers] | { readonly missing: string };
