import type { StepFormula } from "./runge-kutta.js";
import type { Status } from "./status.js";
import type { Tolerance } from "./step.js";

/**
 * The step of each row that is still in the loop: from `t` by the signed `h` to `end`; `h` is 0 in rows that take no part.
 * Entries are positions; `row` in a {@link Pacer} is the number that the row has in y0.
 */
export interface StepClock {
  readonly t: Float64Array;
  readonly h: Float64Array;
  readonly end: Float64Array;
}

/** Sizes the steps of each row by itself. One pacer serves one solve. */
export interface Pacer {
  /** Receives Hairer's initial step of a row, |h|. A pacer that knows its first step leaves this out. */
  readonly begin?: ((row: number, size: number) => void) | undefined;
  /** Writes the row's next `h` and `end`, or says why there is none. */
  aim(row: number, at: number, clock: StepClock): Status | undefined;
  /**
   * Judges an attempt of a row.
   *
   * @param error norm of its error, 0 for methods without an estimate, NaN when the trial state is not finite
   * @returns true to accept
   */
  judge(row: number, at: number, clock: StepClock, error: number): boolean;
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
