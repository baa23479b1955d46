import { positionsOf } from "./compact.js";
import type { Ask, Loop } from "./drive.js";
import type { StepClock } from "./pacer.js";
import { copyStep, markStep, putStep, selectStep } from "./programs.js";
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
  /** 1 at each position that took the step. */
  readonly moved: Clock;
  /** The row of y0 at each position. */
  readonly map: Clock;
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

/** What a saver needs of its solve. */
export interface Saving<S> {
  /** Monotone in the direction of integration, within [t0, t1]. */
  readonly times: ArrayLike<number>;
  readonly y0: S;
  /** Rows of y0. */
  readonly rows: number;
  /** Sign of t1 − t0. */
  readonly direction: number;
  readonly formula: StepFormula;
  readonly ask: Ask<S>;
  readonly release: (state: S) => void;
}

/** A saver for one solve. */
export const createSaver = <S>({
  times,
  y0,
  rows,
  direction,
  formula,
  ask,
  release,
}: Saving<S>): Saver<S> => {
  const saved: Saved<S>[] = [];
  const next = new Int32Array(rows);

  return {
    saved,
    due: (row) => times[next[row]!] ?? NaN,
    *begin(_, t0) {
      for (let j = 0; times[j] === t0; j++) {
        next.fill(j + 1);
        saved.push({ t: t0, y: (yield ask(copyStep, [y0])).states[0]! });
      }
    },
    *pass({ y, y1, slopes, clock: { t, h, end }, moved, map }) {
      const movedNext = Array.from(map)
        .filter((_, at) => moved[at])
        .map((row) => next[row]!);
      for (let j = Math.min(...movedNext); j < times.length; j++) {
        const time = times[j]!;
        let passed = false;
        const theta = map.map((row, at) => {
          if (!moved[at] || next[row] !== j || (time - end[at]!) * direction > 0) return NaN;
          next[row] = j + 1;
          passed = true;
          return time === end[at] ? 1 : (time - t[at]!) / h[at]!;
        });
        if (!passed && map.every((row, at) => !moved[at] || next[row]! <= j)) return;
        if (!passed) continue;
        const inside = theta.some((part) => part < 1);
        const power = (p: number): Clock => theta.map((part, at) => h[at]! * part ** p);
        const powers = Array.from({ length: formula.powers }, (_, p) => power(p + 1));
        const { states } = yield inside
          ? ask(formula.interpolate, [y, ...slopes], powers)
          : ask(markStep, [y1], [theta.map((part) => part - 1)]);
        let value = states[0]!;
        const old = saved[j];
        if (map.length < rows) {
          // The rows that are still in the loop, into a state of all rows; those that left it before hold NaN.
          const index = positionsOf(map, rows, (at) => theta[at]! >= 0);
          const base = old?.y ?? (yield ask(markStep, [y0], [new Float64Array(rows).fill(NaN)])).states[0]!;
          const whole = yield ask(putStep, [base, value], [index]);
          for (const state of [base, value]) release(state);
          value = whole.states[0]!;
        } else if (old) {
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
