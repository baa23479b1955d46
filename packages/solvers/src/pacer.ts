import type { StepFormula } from "./runge-kutta.js";
import type { Status } from "./status.js";
import type { Tolerance } from "./step.js";

/**
 * The step of each row that is still in the loop: from `t` by the signed `h` to `end`; `h` is 0 in rows that take no part.
 * Entries are positions; `rows` says which row of y0 each is.
 */
export interface StepClock {
  readonly t: Float64Array;
  readonly h: Float64Array;
  readonly end: Float64Array;
  readonly rows: Float64Array;
}

/** Sizes the steps of each row by itself. One pacer serves one solve, and keeps what it knows by rows of y0. */
export interface Pacer {
  /** Receives Hairer's initial step of a row, |h|. A pacer that knows its first step leaves this out. */
  readonly begin?: ((row: number, size: number) => void) | undefined;
  /**
   * Writes `h` and `end` of each row that runs, or says why there is no next step.
   *
   * @param runs by position: 1 where the row has not ended
   */
  aim(clock: StepClock, runs: Uint8Array, stop: (at: number, reason: Status) => void): void;
  /**
   * Judges an attempt of every row whose `h` is not 0.
   *
   * @param errors norm of each row's error, 0 for methods without an estimate, NaN where the trial state is not finite
   * @param moved receives 1 where the attempt is accepted, else 0
   */
  judge(clock: StepClock, errors: Float64Array, moved: Float64Array): void;
}

/** How steps are sized: on a grid, or by their error. */
export interface Stepping {
  /** Present when the error decides: attempts then return norms, and the method carries its slope on (FSAL). */
  readonly tolerance?: Tolerance;
  /** Number of steps, where it is known beforehand. */
  readonly steps?: number;
  /** Given times of the steps, from t0 to t1. */
  readonly grid?: ArrayLike<number>;
  pacer(interval: { readonly t0: number; readonly t1: number; readonly rows: number }): Pacer;
}

/** A method: what a step computes, and how steps are sized. Made by `euler`, `rk4`, `dopri5`, … */
export interface OdeMethod {
  readonly formula: StepFormula;
  readonly stepping: Stepping;
}
