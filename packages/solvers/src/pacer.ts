import type { Ask, Loop } from "./drive.js";
import type { StepFormula } from "./runge-kutta.js";
import type { Status } from "./status.js";
import type { Step, Tolerance } from "./step.js";
import type { Clock } from "./vector-space.js";

/** The step of each row: from `t` by the signed `h` to `end`; `h` is 0 in rows that have ended. */
export interface StepClock {
  readonly t: Clock;
  readonly h: Clock;
  readonly end: Clock;
}

/** What a pacer learns of the first slopes. */
export interface Beginning<S> {
  readonly ask: Ask<S>;
  /** `probe` of the formula. */
  readonly probe: Step;
  /** y and the slope there. */
  readonly states: readonly S[];
  readonly clock: StepClock;
  /** What `start` of the formula has measured: whether the slope is finite, ‖y‖ and ‖span·k₁‖. */
  readonly measured: readonly Clock[];
}

/** Sizes the steps of each row by itself. One pacer serves one solve. */
export interface Pacer {
  /** Finds the first step of each row, by one evaluation. A pacer that knows its first step leaves this out. */
  readonly begin?: (<S>(beginning: Beginning<S>) => Loop<S, void>) | undefined;
  /**
   * Writes `h` and `end` of each row that runs, or says why there is no next step.
   *
   * @param status of the rows that have ended
   */
  aim(
    clock: StepClock,
    status: readonly (Status | undefined)[],
    stop: (row: number, reason: Status) => void,
  ): void;
  /**
   * Judges an attempt of every row whose `h` is not 0.
   *
   * @param errors norm of each row's error, 0 for methods without an estimate, NaN where the trial state is not finite
   * @param moved receives 1 where the attempt is accepted, else 0
   */
  judge(clock: StepClock, errors: Clock, moved: Clock): void;
}

/** How steps are sized: on a grid, or by their error. */
export interface Stepping {
  /** Present when the error decides: attempts then return norms, and the method carries its slope on (FSAL). */
  readonly tolerance?: Tolerance;
  /** Number of steps, where it is known beforehand. */
  readonly steps?: number;
  /** Given times of the steps, from t0 to t1. */
  readonly grid?: ArrayLike<number> | undefined;
  pacer(interval: { readonly t0: number; readonly t1: number; readonly rows: number }): Pacer;
}

/** A method: what a step computes, and how steps are sized. Made by `euler`, `rk4`, `dopri5`, … */
export interface OdeMethod {
  readonly formula: StepFormula;
  readonly stepping: Stepping;
}
