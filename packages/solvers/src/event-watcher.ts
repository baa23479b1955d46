import type { Loop } from "./drive.js";
import type { SolveEvent } from "./event.js";
import { type Bracket, nextGuess, openBracket, tighten } from "./root.js";
import type { Step } from "./step.js";
import type { Clock } from "./vector-space.js";
import type { Approach, Occurrence, Watch, Watcher } from "./watch.js";

/** Looks that a zero may cost, many more than it needs. */
const most = 100;

/** Whether going from one value to the other is the event. */
const happens = ({ direction }: SolveEvent, before: number, after: number): boolean =>
  before !== 0 && after * Math.sign(before) <= 0 && direction !== (before < 0 ? "falling" : "rising");

/** A unit in the last place of a sum. */
const rounding = (a: number, b: number): number => (Math.abs(a) + Math.abs(b)) * 2 ** -52;

/** Looks for events; see `event`. */
export const watchEvents = <S>(
  events: readonly SolveEvent[],
  { ask, release, formula, rows, stats }: Watch<S>,
): Watcher<S> => {
  const found: Occurrence<S>[][] = events.map(() => []);
  /** What each event measured last, by row. */
  const before = events.map(() => new Float64Array(rows));
  /** `y; t → g(y, t) of each event`. */
  const survey: Step = (algebra, [y], [t]) => ({
    states: [],
    clocks: events.map(({ measure }) => algebra.measure!(measure, y!, t!)),
  });

  /** What each event measures, by row; where that is NaN, and in rows that do not move, what it measured last. */
  function* measured(y: S, t: Clock, moved?: Clock): Loop<S, Clock[]> {
    const { clocks } = yield ask(survey, [y], [t]);
    return clocks.map((values, which) =>
      values.map((value, row) => (Number.isNaN(value) || moved?.[row] === 0 ? before[which]![row]! : value)),
    );
  }
  const remember = (after: readonly Clock[]): void =>
    after.forEach((values, which) => {
      before[which]!.set(values);
    });

  /** The time of an event in each row where it happens in this step; NaN elsewhere. */
  function* locate(which: number, after: Clock, { states, clock }: Approach<S>): Loop<S, Clock> {
    const values = before[which]!;
    const brackets = Array.from(after, (value, row): Bracket | undefined =>
      happens(events[which]!, values[row]!, value)
        ? openBracket(clock.t[row]!, values[row]!, clock.end[row]!, value)
        : undefined,
    );
    /** The last looks at or behind the zero. */
    const times = clock.end.map((time, row) => (brackets[row] ? time : NaN));
    for (let look = 0; look < most; look++) {
      const guesses = Float64Array.from(brackets, (bracket, row) =>
        bracket ? nextGuess(bracket, rounding(clock.end[row]!, clock.h[row]!)) : NaN,
      );
      if (guesses.every(Number.isNaN)) break;
      const end = guesses.map((guess, row) => (Number.isNaN(guess) ? clock.t[row]! : guess));
      const h = end.map((time, row) => time - clock.t[row]!);
      const made = (yield ask(formula.lean, states, [clock.t, h, end])).states;
      stats.evaluations += formula.evaluations;
      try {
        const seen = (yield* measured(made[0]!, end))[which]!;
        guesses.forEach((guess, row) => {
          if (Number.isNaN(guess)) return;
          if (tighten(brackets[row]!, guess, seen[row]!)) times[row] = guess;
        });
      } finally {
        made.forEach(release);
      }
    }
    return times;
  }

  return {
    found,
    *begin(y0, t) {
      remember(yield* measured(y0, t));
    },
    *look(approach) {
      const { states, y1, clock, moved } = approach;
      const { t, h, end } = clock;
      const after = yield* measured(y1, end, moved);
      const times: Clock[] = [];
      for (const which of events.keys()) times.push(yield* locate(which, after[which]!, approach));
      const cut = new Uint8Array(rows);
      const last = end.slice();
      events.forEach(({ terminal }, which) => {
        times[which]!.forEach((time, row) => {
          if (terminal && Math.abs(time - t[row]!) <= Math.abs(last[row]! - t[row]!))
            [cut[row], last[row]] = [1, time];
        });
      });
      for (const which of events.keys())
        for (const [row, time] of times[which]!.entries()) {
          // What happens within the accuracy of the times happens together.
          const slack = 4 * rounding(time, h[row]!);
          if (!((last[row]! - time) * Math.sign(h[row]!) >= -slack)) continue;
          let y: S | undefined;
          if (rows === 1) {
            const there = [t, Float64Array.of(time - t[0]!), Float64Array.of(time)];
            const made = (yield ask(formula.lean, states, there)).states;
            stats.evaluations += formula.evaluations;
            made.slice(1).forEach(release);
            [y] = made;
          }
          found[which]!.push({ t: time, row, ...(y !== undefined && { y }) });
        }
      remember(after);
      if (!cut.includes(1)) return undefined;
      last.forEach((time, row) => {
        end[row] = time;
        if (cut[row]) h[row] = time - t[row]!;
      });
      return cut;
    },
  };
};
