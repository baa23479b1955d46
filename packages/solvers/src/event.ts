import { requireFunction, requireNone, requireOneOf } from "./check.js";
import { watchEvents } from "./event-watcher.js";
import type { Measure } from "./step.js";
import type { Watch, Watcher } from "./watch.js";

/** Which changes of sign count, along the direction of integration. */
export type Direction = "either" | "rising" | "falling";

/** Something to look for during a solve; made by {@link event}. */
export interface SolveEvent {
  readonly measure: Measure;
  readonly direction: Direction;
  readonly terminal: boolean;
  /** The code that looks for events travels with them. */
  watch<S>(events: readonly SolveEvent[], watch: Watch<S>): Watcher<S>;
}

/** Options of {@link event}. */
export interface EventOptions {
  /** `"rising"`: g goes from negative to positive as the solve goes on; default `"either"`. */
  readonly direction?: Direction;
  /** Whether the solve (the row) ends there with `eventTerminated`; default false. */
  readonly terminal?: boolean;
}

/**
 * The zeros of g(y, t) along the solution.
 *
 * A step in which g changes its sign is searched with shorter steps of the method itself until the time is known to a few
 * units in the last place; each look costs one step. The time given is the first one known to lie behind the zero, so
 * that a solve that goes on from there does not find the same zero again. Two zeros of one g within a step are missed, one at
 * t0 included: bound the step with `maxStep` then.
 *
 * @param g a function of state and time that changes sign where the event happens. For states with rows it returns one
 * number a row, and the event happens to each row by itself; of rows that rest nothing that it returns is used. Where it
 * returns NaN, the sign that it had before holds.
 * @throws OptionError when g is not a function or the direction is not known
 * @example A ball that falls on the floor:
 * const floor = event(([height]: number[]) => height!, { direction: "falling", terminal: true });
 * solve(([, v]) => [v!, -9.81], [10, 0], { t0: 0, t1: 5, method: dopri5({ rtol: 1e-9, atol: 1e-9 }), events: [floor] });
 * // status "eventTerminated" at t = √(20/9.81)
 */
export const event = <S, T = number>(
  g: (y: S, t: T, rows?: T) => unknown,
  { direction = "either", terminal = false, ...left }: EventOptions = {},
): SolveEvent => {
  requireFunction("event: g", g);
  requireNone("event", left);
  requireOneOf("event", "direction", direction, ["either", "rising", "falling"]);
  return Object.freeze({ measure: g as Measure, direction, terminal, watch: watchEvents });
};
