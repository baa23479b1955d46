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

/** A step that a solve has just taken, as far as saving is concerned. */
export interface Passage<S> {
  readonly y: S;
  readonly y1: S;
  /** All slopes of the step where a time to save lies inside of it, else empty. */
  readonly slopes: readonly S[];
  readonly clock: StepClock;
  /** 1 for each row that took the step. */
  readonly moved: Clock;
}

/** Keeps the states at the times of `saveAt`, each row as it passes them. */
export interface Saver<S> {
  /** What has been kept so far, in order. */
  readonly saved: Saved<S>[];
  /** The next time that a row has to save; NaN when there is none. */
  due(row: number): number;
  /** Saves the start at the times equal to t0. */
  begin(y0: S, t0: number): Loop<S, void>;
  /** Saves what the step has passed: y₁ itself at its end, the interpolant inside (then for all rows of that time). */
  pass(passage: Passage<S>): Loop<S, void>;
}

/**
 * A saver for one solve.
 *
 * @param times monotone in the direction of integration, within [t0, t1]
 * @param rows entries of the clock
 * @param direction sign of t1 − t0
 * @param ask makes a request of a step
 * @param release gives a state back
 */
export const createSaver = <S>(
  times: ArrayLike<number>,
  rows: number,
  direction: number,
  formula: StepFormula,
  ask: Ask<S>,
  release: (state: S) => void,
): Saver<S> => {
  const saved: Saved<S>[] = [];
  const next = new Int32Array(rows);

  return {
    saved,
    due: (row) => times[next[row]!] ?? NaN,
    *begin(y0, t0) {
      for (let j = 0; times[j] === t0; j++) {
        next.fill(j + 1);
        saved.push({ t: t0, y: (yield ask(copyStep, [y0])).states[0]! });
      }
    },
    *pass({ y, y1, slopes, clock: { t, h, end }, moved }) {
      for (let j = Math.min(...next.filter((_, row) => moved[row])); j < times.length; j++) {
        const time = times[j]!;
        let passed = false;
        const theta = moved.map((took, row) => {
          if (!took || next[row] !== j || (time - end[row]!) * direction > 0) return NaN;
          next[row] = j + 1;
          passed = true;
          return time === end[row] ? 1 : (time - t[row]!) / h[row]!;
        });
        if (!passed && next.every((n, row) => !moved[row] || n <= j)) return;
        if (!passed) continue;
        const inside = theta.some((part) => part < 1);
        const power = (p: number): Clock => theta.map((part, row) => h[row]! * part ** p);
        const { states } = yield inside
          ? ask(formula.interpolate, [y, ...slopes], [1, 2, 3, 4].map(power))
          : ask(markStep, [y1], [theta.map((part) => part - 1)]);
        let value = states[0]!;
        const old = saved[j];
        if (old) {
          const merged = yield ask(selectStep, [value, old.y], [theta.map((part) => (part >= 0 ? 1 : 0))]);
          release(value);
          release(old.y);
          value = merged.states[0]!;
        }
        saved[j] = { t: time, y: value };
      }
    },
  };
};
