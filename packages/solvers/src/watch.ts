import type { Ask, Loop } from "./drive.js";
import type { StepClock } from "./pacer.js";
import type { StepFormula } from "./runge-kutta.js";
import type { Clock } from "./vector-space.js";

/** A moment at which an event happened. */
export interface Occurrence<S> {
  readonly t: number;
  /** The row of y0 that it happened to; 0 for plain states. */
  readonly row: number;
  /** The state then; only for states of one row, which it belongs to the caller of. */
  readonly y?: S;
}

/** A step that is about to be taken, as far as events are concerned. */
export interface Approach<S> {
  /** y and, where the method carries one, the slope there. */
  readonly states: readonly S[];
  readonly y1: S;
  readonly clock: StepClock;
  /** 1 in each row that takes the step. */
  readonly moved: Clock;
}

/** Looks for events between the verdict on a step and its becoming fact. */
export interface Watcher<S> {
  /** What has happened so far: one list for each event. */
  readonly found: Occurrence<S>[][];
  /** Looks at the start. */
  begin(y0: S, t: Clock): Loop<S, void>;
  /** Looks at a step. Where a terminal event cuts it, writes the shorter `h` and `end`, and marks the row with 1. */
  look(approach: Approach<S>): Loop<S, Uint8Array | undefined>;
}

/** What a watcher needs of its solve. */
export interface Watch<S> {
  readonly ask: Ask<S>;
  readonly release: (state: S) => void;
  readonly formula: StepFormula;
  /** Rows of y0. */
  readonly rows: number;
  readonly stats: { evaluations: number };
}
