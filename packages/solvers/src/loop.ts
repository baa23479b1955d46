import { firstGuess, initialStep } from "./controller.js";
import type { Ask, Loop } from "./drive.js";
import type { OdeMethod, StepClock } from "./pacer.js";
import { finiteStep, selectStep } from "./programs.js";
import { createSaver, type Saved } from "./save.js";
import type { Status } from "./status.js";
import type { Clock, StepOutput } from "./vector-space.js";

/** One solve, its options checked. */
export interface Task<S> {
  readonly y0: S;
  readonly t0: number;
  readonly t1: number;
  readonly method: OdeMethod;
  readonly saveAt: ArrayLike<number>;
  readonly ask: Ask<S>;
  readonly release: (state: S) => void;
  /** Counts what the solve costs. */
  readonly stats: { -readonly [Count in keyof Stats]: Stats[Count] };
}

/** What a solve costs. */
export interface Stats {
  /** Calls of f. With many rows one call serves all rows, and counts once. */
  readonly evaluations: number;
  /** Attempts in which at least one row moved on. */
  readonly accepted: number;
  /** Attempts in which none did. */
  readonly rejected: number;
}

/** Result of a run through the loop, one entry a row of its clock. */
export interface Run<S> {
  /** The last state: y0 itself, or owned by whoever receives this. */
  readonly y: S;
  readonly t: Clock;
  readonly status: readonly Status[];
  readonly saved: Saved<S>[];
}

/**
 * The stepping loop. It knows neither the method's arithmetic, nor how steps are sized, nor what a state is; it
 * yields programs to run, and keeps each row's time, step and status.
 *
 * Rows that have ended take part with h = 0 and keep their state by `select`, so that whatever they compute
 * reaches no other row. A row's attempt is judged by its own numbers only.
 *
 * @param rows entries of the clock
 * @param checked whether attempts report non-finite states; without, all rows share one unchecked clock
 */
export function* march<S>(task: Task<S>, rows: number, checked: boolean): Loop<S, Run<S>> {
  const { y0, t0, t1, method, saveAt, ask, release, stats } = task;
  const { formula, stepping } = method;
  const span = Math.abs(t1 - t0);
  const direction = Math.sign(t1 - t0);
  const filled = (value: number): Clock => new Float64Array(rows).fill(value);

  const clock: StepClock = { t: filled(t0), h: filled(0), end: filled(t0) };
  const clocks = [clock.t, clock.h, clock.end];
  const status: (Status | undefined)[] = Array(rows).fill(undefined);
  const broken = new Uint8Array(rows);
  const moved = filled(0);
  const pacer = stepping.pacer({ t0, t1, rows });
  const saver = createSaver<S>(saveAt, rows, direction, formula, ask, release);

  let y = y0;
  let slope: S | undefined;
  let trial: readonly S[] = [];
  const drop = (state: S | undefined): void => {
    if (state !== undefined && state !== y0) release(state);
  };
  const end = (flags: Clock, reason: Status): void =>
    flags.forEach((flag, row) => {
      if (!flag) status[row] ??= reason;
    });
  const running = (): boolean => status.includes(undefined);

  try {
    if (checked) end((yield ask(finiteStep, [y])).clocks[0]!, "nonFiniteState");
    yield* saver.begin(y, t0);
    if (t0 === t1) end(moved, "success");

    if (running() && formula.fsal) {
      const first: StepOutput<S> = yield ask(formula.start, [y], [clock.t, filled(span), filled(1)]);
      stats.evaluations++;
      slope = first.states[0]!;
      const [finite, size, change] = first.clocks;
      end(finite!, "nonFiniteDerivative");
      if (pacer.begin && running()) {
        for (let row = 0; row < rows; row++) {
          const guess = status[row] ? 0 : firstGuess(size![row]!, change![row]!, span);
          clock.end[row] = guess === span ? t1 : t0 + direction * guess;
          clock.h[row] = direction * guess;
        }
        const { clocks: bends } = yield ask(formula.probe, [y, slope], [clock.h, clock.end]);
        stats.evaluations++;
        for (let row = 0; row < rows; row++) {
          const guess = Math.abs(clock.h[row]!);
          pacer.begin(row, initialStep(guess, change![row]!, bends[0]![row]!, span, formula.errorOrder));
        }
      }
    }

    while (running()) {
      let dense = false;
      let diagnose = false;
      for (let row = 0; row < rows; row++) {
        if (status[row] !== undefined) continue;
        status[row] = pacer.aim(row, clock);
        if (status[row] === undefined) dense ||= (clock.end[row]! - saver.due(row)) * direction > 0;
        else if (broken[row] && status[row] === "stepUnderflow") diagnose = true;
        else {
          broken[row] = 0;
          clock.h[row] = 0;
        }
      }
      if (diagnose) {
        const stages = (yield ask(formula.diagnose, [y], clocks)).clocks;
        stats.evaluations += stages.length;
        for (let row = 0; row < rows; row++) {
          if (!broken[row] || status[row] !== "stepUnderflow") continue;
          status[row] = stages.every((finite) => finite[row]) ? "nonFiniteState" : "nonFiniteDerivative";
          clock.h[row] = 0;
        }
      }
      if (!running()) break;

      const output: StepOutput<S> = yield ask(
        dense ? formula.denseAttempt : checked ? formula.attempt : formula.lean,
        slope === undefined ? [y] : [y, slope],
        clocks,
      );
      trial = output.states;
      stats.evaluations += formula.evaluations + (dense && !formula.fsal ? 1 : 0);
      const y1 = trial[0]!;
      const [finite, error] = checked ? output.clocks : [];

      let movers = 0;
      for (let row = 0; row < rows; row++) {
        moved[row] = 0;
        if (status[row] !== undefined) continue;
        const norm = finite && !finite[row] ? NaN : (error?.[row] ?? 0);
        broken[row] = Number.isNaN(norm) ? 1 : 0;
        if (!pacer.judge(row, clock, norm)) continue;
        moved[row] = 1;
        movers++;
      }
      // Events will be looked for here: between the verdict and the step's becoming fact.
      if (movers > 0) stats.accepted++;
      else stats.rejected++;

      if (movers > 0 && saveAt.length > 0) {
        const slopes = [slope, ...trial.slice(1)].filter((state) => state !== undefined);
        yield* saver.pass({ y, y1, slopes, clock, moved });
      }
      const slope1 = formula.fsal ? trial[trial.length - 1] : undefined;
      let next: readonly (S | undefined)[] = [y, slope];
      if (movers === rows) next = [y1, slope1];
      else if (movers > 0)
        next = (yield ask(selectStep, slope === undefined ? [y1, y] : [y1, y, slope1!, slope], [moved]))
          .states;
      for (const state of [...trial, y, slope]) if (!next.includes(state)) drop(state);
      trial = [];
      y = next[0]!;
      slope = next[1];
      for (let row = 0; row < rows; row++) {
        if (!moved[row]) continue;
        clock.t[row] = clock.end[row]!;
        if (clock.t[row] === t1) {
          status[row] = "success";
          clock.h[row] = 0;
        }
      }
    }
  } catch (error) {
    for (const state of [y, slope, ...trial, ...saver.saved.map((entry) => entry.y)]) drop(state);
    throw error;
  }
  drop(slope);
  return {
    y,
    t: clock.t,
    status: status as Status[],
    saved: saver.saved,
  };
}
