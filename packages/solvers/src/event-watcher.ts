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
  (direction !== "falling" && before < 0 && after >= 0) ||
  (direction !== "rising" && before > 0 && after <= 0);

/** Looks for events; see `event`. */
export const watchEvents = <S>(
  events: readonly SolveEvent[],
  { ask, release, formula, rows, compacts, stats }: Watch<S>,
): Watcher<S> => {
  const found: Occurrence<S>[][] = events.map(() => []);
  /** What each event measured last, by row. */
  const before = events.map(() => new Float64Array(rows));
  /** `y; t, (rows) → g(y, t) of each event`. */
  const survey: Step = (algebra, [y], [t, map]) => ({
    states: [],
    clocks: events.map(({ measure }) => algebra.measure!(measure, y!, t!, map)),
  });
  /** `y, (k₁); t, h, end → y₁; g(y₁, end)`: a shorter step, and what one event measures at its end. */
  const looks = events.map(
    ({ measure }): Step =>
      (algebra, states, clocks) => {
        const y1 = formula.lean(algebra, states, clocks).states[0]!;
        return { states: [y1], clocks: [algebra.measure!(measure, y1, clocks[2]!, clocks[3])] };
      },
  );
  const mapped = (map: Clock): readonly Clock[] => (compacts ? [map] : []);

  /** The time of an event at each position where it happens in this step; NaN elsewhere. */
  function* locate(which: number, after: Clock, approach: Approach<S>): Loop<S, Clock> {
    const { states, clock, moved, map } = approach;
    const brackets = Array.from(map, (row, at): Bracket | undefined =>
      moved[at] && happens(events[which]!, before[which]![row]!, after[at]!)
        ? openBracket(clock.t[at]!, before[which]![row]!, clock.end[at]!, after[at]!)
        : undefined,
    );
    const end = clock.end.slice();
    const h = clock.h.slice();
    for (let look = 0; look < most; look++) {
      const guesses = brackets.map((bracket, at) =>
        bracket ? nextGuess(bracket, 2 ** -52 * (Math.abs(clock.end[at]!) + Math.abs(clock.h[at]!))) : NaN,
      );
      if (guesses.every(Number.isNaN)) break;
      guesses.forEach((guess, at) => {
        end[at] = guess >= 0 || guess < 0 ? guess : clock.t[at]!;
        h[at] = end[at]! - clock.t[at]!;
      });
      const { states: made, clocks } = yield ask(looks[which]!, states, [clock.t, h, end, ...mapped(map)]);
      made.forEach(release);
      stats.evaluations += formula.evaluations;
      guesses.forEach((guess, at) => {
        if (!Number.isNaN(guess)) tighten(brackets[at]!, guess, clocks[0]![at]!);
      });
    }
    // The end of the bracket that lies behind the zero.
    return Float64Array.from(brackets, (bracket, at) => {
      if (!bracket) return NaN;
      const { x1, x2, f1 } = bracket;
      return happens({ ...events[which]!, direction: "either" }, before[which]![map[at]!]!, f1) ? x1 : x2;
    });
  }

  return {
    found,
    *begin(y0, t, map) {
      const { clocks } = yield ask(survey, [y0], [t, ...mapped(map)]);
      clocks.forEach((values, which) => {
        before[which]!.set(values);
      });
    },
    *look(approach) {
      const { states, y1, clock, moved, map } = approach;
      const { clocks } = yield ask(survey, [y1], [clock.end, ...mapped(map)]);
      const after = clocks.map((values) => values.slice());
      const times: Clock[] = [];
      for (const which of events.keys()) times.push(yield* locate(which, after[which]!, approach));
      let cut: Uint8Array | undefined;
      const last = clock.end.slice();
      for (const [which, { terminal }] of events.entries())
        times[which]!.forEach((time, at) => {
          if (!terminal || Number.isNaN(time)) return;
          cut ??= new Uint8Array(map.length);
          cut[at] = 1;
          if (Math.abs(time - clock.t[at]!) < Math.abs(last[at]! - clock.t[at]!)) last[at] = time;
        });
      for (const which of events.keys())
        for (const [at, time] of times[which]!.entries()) {
          const way = Math.sign(clock.h[at]!);
          if (!((last[at]! - time) * way >= 0)) continue;
          let y: S | undefined;
          if (rows === 1) {
            const clocksThere = [clock.t, Float64Array.of(time - clock.t[0]!), Float64Array.of(time)];
            y = (yield ask(formula.lean, states, [...clocksThere, ...mapped(map)])).states[0]!;
            stats.evaluations += formula.evaluations;
          }
          found[which]!.push({ t: time, row: map[at]!, ...(y !== undefined && { y }) });
        }
      after.forEach((values, which) => {
        map.forEach((row, at) => {
          if (moved[at]) before[which]![row] = values[at]!;
        });
      });
      if (cut)
        last.forEach((time, at) => {
          clock.end[at] = time;
          if (cut![at]) clock.h[at] = time - clock.t[at]!;
        });
      return cut;
    },
  };
};
