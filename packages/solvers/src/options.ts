import { eachOf, requireNone, requireThat } from "./check.js";
import type { SolveEvent } from "./event.js";
import type { OdeMethod } from "./pacer.js";

/** What can stop a long call: an `AbortSignal`. */
export interface StopSignal {
  /** Throws the reason once it is aborted. */
  throwIfAborted(): void;
}

/** Options of {@link solve}. */
export interface SolveOptions {
  /** Start of the interval, where the state is y0. Finite. */
  readonly t0: number;
  /** End of the interval; may lie before t0. Finite. */
  readonly t1: number;
  /** How to step: `rk4({ steps })`, `dopri5({ rtol, atol })`, … */
  readonly method: OdeMethod;
  /** Times at which to keep the state, monotone from t0 towards t1, both included if listed. */
  readonly saveAt?: ArrayLike<number>;
  /** What to look for on the way: `[event(g, { direction, terminal })]`. */
  readonly events?: readonly SolveEvent[];
  /** Keeps every accepted step, for gradients and for `denseOutput`; default false. */
  readonly keepSteps?: boolean;
}

/** Options of a solve that can be stopped on its way. */
export interface StoppableOptions extends SolveOptions {
  /**
   * Looked at before every step, or every few where the space takes them at once. Once it is aborted the solve gives back
   * its states and throws the reason.
   */
  readonly signal?: StopSignal | undefined;
}

/** @throws OptionError when an end of the interval, or its length, is not a finite number */
export const requireInterval = (t0: number, t1: number): void =>
  requireThat(
    [t0, t1, t1 - t0].every(Number.isFinite),
    "solve: t0, t1 and t1 - t0 must be finite",
    `${t0} and ${t1}`,
    "Pass numbers.",
  );

/**
 * Checks what `solve` is asked.
 *
 * @param epsilon of the state's dtype
 * @throws OptionError
 */
export const checkOptions = (
  {
    t0,
    t1,
    method,
    saveAt = [],
    events = [],
    keepSteps: _,
    signal: __,
    space: ___,
    ...left
  }: StoppableOptions & { readonly space?: unknown },
  epsilon: number,
): void => {
  requireNone("solve", left);
  requireInterval(t0, t1);
  requireThat(
    method?.stepping,
    "solve: method must be a method",
    method,
    "Pass for example rk4({ steps: 100 }).",
  );
  requireThat(
    Array.isArray(events) && events.every((each) => each?.watch),
    "solve: events must be an array of events",
    events,
    "Pass [event(g)].",
  );
  const times = Array.from(saveAt);
  const stray = times.find(
    (time, i) => !Number.isFinite(time) || Math.sign(time - (times[i - 1] ?? t0)) * (t1 - time) < 0,
  );
  requireThat(
    saveAt.length >= 0 && stray === undefined,
    `solve: saveAt must go from t0 (${t0}) to t1 (${t1}) in order`,
    stray ?? saveAt,
    "Pass an array of sorted times.",
  );
  const { tolerance, grid } = method.stepping;
  const last = grid?.[grid.length - 1];
  const { name } = method.formula;
  requireThat(
    !grid || (grid[0] === t0 && last === t1),
    `${name}: grid must go from t0 (${t0}) to t1 (${t1})`,
    `${grid?.[0]} to ${last}`,
    "Pass the ends of all steps.",
  );
  const smallest = Math.min(...eachOf(tolerance?.rtol ?? Infinity));
  const least = 10 * epsilon;
  requireThat(
    smallest >= least,
    `${name}: rtol must be at least 10 ε of the state's dtype (${least})`,
    smallest,
    "Raise it.",
  );
};
