import type { Ask, Loop } from "./drive.js";
import type { StepClock } from "./pacer.js";
import { markStep, selectStep } from "./programs.js";
import type { StepFormula } from "./runge-kutta.js";
import type { Clock } from "./vector-space.js";

/** A state at a time that was asked for. */
export interface Saved<S> {
  readonly t: number;
  /** The state; a row that ended before t holds NaN, as what is not finite may. */
  readonly y: S;
}

/** What keeps the states at the times of `saveAt`, each row as it passes them. */
export interface Saver<S> {
  /** Monotone in the direction of integration, within [t0, t1]. */
  readonly times: ArrayLike<number>;
  /** Sign of t1 − t0. */
  readonly direction: number;
  readonly ask: Ask<S>;
  readonly release: (state: S) => void;
  /** Which time each row has to save next. */
  readonly next: Int32Array;
  /** What has been kept so far, in order. */
  readonly saved: Saved<S>[];
}

// Functions of the module, not methods: a generator function that is made anew costs a hidden class at its first call.

/** Whether a time to save lies inside of any row's next step. */
export const savesInside = <S>({ times, direction, next }: Saver<S>, { h, end }: StepClock): boolean =>
  times.length > 0 && next.some((j, row) => h[row] !== 0 && (end[row]! - times[j]!) * direction > 0);

/**
 * Saves what a step has passed, or where the solve starts: y₁ itself at its end, the interpolant inside.
 *
 * @param dense how to look into the step, where a time to save lies inside
 * @param slopes all of them then
 * @param moved 1 in each row that took the step
 */
export function* savePassed<S>(
  { times, direction, ask, release, next, saved }: Saver<S>,
  y1: S,
  dense: StepFormula["dense"],
  slopes: readonly S[],
  { t, h, end }: StepClock,
  moved: Clock,
): Loop<S, void> {
  const due = (j: number, row: number): boolean =>
    moved[row] !== 0 && (end[row]! - times[j]!) * direction >= 0;
  for (;;) {
    const j = next.reduce((first, own, row) => (due(own, row) ? Math.min(first, own) : first), Infinity);
    if (j === Infinity) return;
    const time = times[j]!;
    const passed = Float64Array.from(next, (own, row) => (own === j && due(j, row) ? 1 : 0));
    const theta = passed.map((passes, row) =>
      !passes ? NaN : time === end[row] ? 1 : (time - t[row]!) / h[row]!,
    );
    passed.forEach((passes, row) => {
      next[row]! += passes;
    });
    const factors = dense?.terms.map(({ powers: [p, q] }) =>
      theta.map((part, row) => h[row]! * part ** p * (1 - part) ** q),
    );
    let [value] = (yield dense
      ? ask(dense.interpolate, [y1, ...slopes], factors)
      : ask(markStep, [y1], [theta.map((part) => (part === 1 ? 0 : NaN))])).states;
    const old = saved[j]?.y;
    if (old !== undefined) {
      const own = value!;
      try {
        [value] = (yield ask(selectStep, [own, old], [passed])).states;
      } finally {
        release(own);
      }
      release(old);
    }
    saved[j] = { t: time, y: value! };
  }
}
