import type { Ask, Loop } from "./drive.js";
import { firstGuess, initialStep } from "./initial-step.js";
import type { Pacer, StepClock } from "./pacer.js";
import type { StepFormula } from "./runge-kutta.js";
import type { Clock } from "./vector-space.js";

/** What {@link firstSlope} begins with. */
export interface Beginning<S> {
  readonly y0: S;
  readonly t1: number;
  readonly clock: StepClock;
  /** The rows of y0 at each position, in spaces that compact. */
  readonly map: readonly Clock[];
  readonly formula: StepFormula;
  readonly pacer: Pacer;
  readonly ask: Ask<S>;
  readonly stats: { evaluations: number };
  /** Takes the slope, and ends the rows whose flag is 0; says whether any row is left. */
  readonly begun: (slope: S, finite: Clock) => boolean;
}

/** The slope at y0 and, where the pacer asks for it, Hairer's initial step of each row. */
export function* firstSlope<S>(beginning: Beginning<S>): Loop<S, void> {
  const { y0, t1, clock, map, formula, pacer, ask, stats, begun } = beginning;
  const t0 = clock.t[0]!;
  const span = Math.abs(t1 - t0);
  const direction = Math.sign(t1 - t0);
  const filled = (value: number): Clock => clock.t.map(() => value);
  const { states, clocks } = yield ask(formula.start, [y0], [clock.t, filled(span), filled(1), ...map]);
  const [finite, size, change] = clocks;
  const slope = states[0]!;
  stats.evaluations++;
  if (!begun(slope, finite!) || !pacer.begin) return;
  for (let row = 0; row < clock.t.length; row++) {
    const guess = finite![row] ? firstGuess(size![row]!, change![row]!, span) : 0;
    clock.end[row] = guess === span ? t1 : t0 + direction * guess;
    clock.h[row] = direction * guess;
  }
  const { clocks: bends } = yield ask(formula.probe, [y0, slope], [clock.h, clock.end, ...map]);
  stats.evaluations++;
  for (let row = 0; row < clock.t.length; row++) {
    const guess = Math.abs(clock.h[row]!);
    pacer.begin(row, initialStep(guess, change![row]!, bends[0]![row]!, span, formula.errorOrder));
    clock.h[row] = 0;
  }
}
