import type { Ask, Loop } from "./drive.js";
import type { StepClock } from "./pacer.js";
import { copyStep, markStep, selectStep } from "./programs.js";
import type { StepFormula } from "./runge-kutta.js";
import type { Clock } from "./vector-space.js";

/** A state at a time that was asked for. */
export interface Saved<S> {
  readonly t: number;
  /** The state; a row that ended before t holds NaN. */
  readonly y: S;
}

/** Keeps the states at the times of `saveAt`, each row as it passes them. */
export interface Saver<S> {
  /** What has been kept so far, in order. */
  readonly saved: Saved<S>[];
  /** Whether a time to save lies inside of any row's next step. */
  inside(clock: StepClock): boolean;
  /** Saves the start at the times equal to t0. */
  begin(y0: S, t0: number): Loop<S, void>;
  /**
   * Saves what a step has passed: y₁ itself at its end, the interpolant inside.
   *
   * @param slopes all of them where a time to save lies inside of the step, else empty
   * @param moved 1 in each row that took the step
   */
  pass(y1: S, slopes: readonly S[], clock: StepClock, moved: Clock): Loop<S, void>;
}

/** What a saver needs of its solve. */
export interface Saving<S> {
  /** Monotone in the direction of integration, within [t0, t1]. */
  readonly times: ArrayLike<number>;
  readonly rows: number;
  /** Sign of t1 − t0. */
  readonly direction: number;
  readonly formula: StepFormula;
  readonly ask: Ask<S>;
  readonly release: (state: S) => void;
}

/** A saver for one solve. */
export const createSaver = <S>({ times, rows, direction, formula, ask, release }: Saving<S>): Saver<S> => {
  const saved: Saved<S>[] = [];
  /** Which time each row has to save next. */
  const next = new Int32Array(rows);

  return {
    saved,
    inside: ({ h, end }) =>
      times.length > 0 && next.some((j, row) => h[row] !== 0 && (end[row]! - times[j]!) * direction > 0),
    *begin(y0, t0) {
      for (let j = 0; times[j] === t0; j++) {
        next.fill(j + 1);
        saved.push({ t: t0, y: (yield ask(copyStep, [y0])).states[0]! });
      }
    },
    *pass(y1, slopes, { t, h, end }, moved) {
      const due = (j: number, row: number): boolean =>
        moved[row] !== 0 && (end[row]! - times[j]!) * direction >= 0;
      for (;;) {
        const j = next.reduce((first, own, row) => (due(own, row) ? Math.min(first, own) : first), Infinity);
        if (j === Infinity) return;
        const time = times[j]!;
        const passed = next.map((own, row) => (own === j && due(j, row) ? 1 : 0));
        const theta = Float64Array.from(passed, (passes, row) =>
          !passes ? NaN : time === end[row] ? 1 : (time - t[row]!) / h[row]!,
        );
        passed.forEach((passes, row) => {
          next[row]! += passes;
        });
        const factors = formula.terms.map(({ powers: [p, q] }) =>
          theta.map((part, row) => h[row]! * part ** p * (1 - part) ** q),
        );
        let [value] = (yield slopes.length > 0
          ? ask(formula.interpolate, [y1, ...slopes], factors)
          : ask(markStep, [y1], [theta.map((part) => part - 1)])).states;
        const old = saved[j]?.y;
        if (old !== undefined) {
          const merged = yield ask(selectStep, [value!, old], [Float64Array.from(passed)]);
          release(value!);
          release(old);
          [value] = merged.states;
        }
        saved[j] = { t: time, y: value! };
      }
    },
  };
};
