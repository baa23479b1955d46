import type { Ask } from "./drive.js";
import type { StopSignal } from "./options.js";
import type { OdeMethod } from "./pacer.js";
import type { Saved } from "./save.js";
import type { Status } from "./status.js";
import type { Clock } from "./vector-space.js";
import type { Watcher } from "./watch.js";

/** One solve, its options checked. */
export interface Task<S> {
  readonly y0: S;
  readonly t0: number;
  readonly t1: number;
  readonly method: OdeMethod;
  readonly saveAt: ArrayLike<number>;
  readonly signal: StopSignal | undefined;
  readonly ask: Ask<S>;
  readonly release: (state: S) => void;
  /** How errors tell the last state, where they may. */
  readonly tell: ((state: S) => unknown) | undefined;
  readonly watcher: Watcher<S> | undefined;
  /** Where accepted steps are kept, if they are. */
  readonly steps: AcceptedStep<S>[] | undefined;
  /** Counts what the solve costs. */
  readonly stats: { -readonly [Count in keyof Stats]: Stats[Count] };
}
/** What a solve costs. */
export interface Stats {
  /** Calls of f. With many rows one call serves all rows, and counts once. */
  readonly evaluations: number;
  /** Attempts in which at least one row moved on. */
  readonly accepted: number;
  /** Attempts in which none did. */
  readonly rejected: number;
}

/** A step that was taken, from y at t to t + h. */
export interface AcceptedStep<S> {
  /** One entry a row, or one for all. */
  readonly t: Clock;
  /** Signed; 0 in rows that did not move. */
  readonly h: Clock;
  /** The end of the step, `t + h` but for rounding. */
  readonly end: Clock;
  /** The state at t, the caller's own. */
  readonly y: S;
}

/** Result of a run through the loop, one entry a row of its clock. */
export interface Run<S> {
  /** The last state, owned by whoever receives this. */
  readonly y: S;
  readonly t: Clock;
  readonly status: readonly Status[];
  readonly saved: Saved<S>[];
}
