import { firstGuess, initialStep } from "./controller.js";
import type { Ask, Loop } from "./drive.js";
import type { StopSignal } from "./options.js";
import type { OdeMethod, StepClock } from "./pacer.js";
import { copyStep, finiteStep, selectStep } from "./programs.js";
import { createSaver, type Saved } from "./save.js";
import type { Status } from "./status.js";
import type { Clock, StepOutput, VectorSpace } from "./vector-space.js";

/** One solve, its options checked. */
export interface Task<S> {
  readonly y0: S;
  readonly t0: number;
  readonly t1: number;
  readonly method: OdeMethod;
  readonly saveAt: ArrayLike<number>;
  readonly signal: StopSignal | undefined;
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
  /** The last state, owned by whoever receives this. */
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
 * @param checks as in `VectorSpace`: attempts report non-finite states with `"step"`; else all rows share one clock
 * @returns nothing where the state has turned out not finite at the end
 */
export function* march<S>(
  task: Task<S>,
  rows: number,
  checks: NonNullable<VectorSpace<S>["checks"]>,
): Loop<S, Run<S> | undefined> {
  const { y0, t0, t1, method, saveAt, signal, ask, release, stats } = task;
  const checked = checks === "step";
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

  /** y and, where the method carries one, the slope there. */
  let states: readonly S[] = [y0];
  let trial: readonly S[] = [];
  const drop = (state: S): void => {
    if (state !== y0) release(state);
  };
  const dropAll = (): void => [...states, ...trial, ...saver.saved.map(({ y }) => y)].forEach(drop);
  const end = (flags: Clock, reason: Status): void =>
    flags.forEach((flag, row) => {
      if (!flag) status[row] ??= reason;
    });
  const running = (): boolean => status.includes(undefined);

  try {
    if (checked) end((yield ask(finiteStep, states)).clocks[0]!, "nonFiniteState");
    yield* saver.begin(y0, t0);
    if (t0 === t1) end(moved, "success");

    if (running() && formula.fsal) {
      const first: StepOutput<S> = yield ask(formula.start, states, [clock.t, filled(span), filled(1)]);
      stats.evaluations++;
      states = [y0, first.states[0]!];
      const [finite, size, change] = first.clocks;
      end(finite!, "nonFiniteDerivative");
      if (pacer.begin && running()) {
        for (let row = 0; row < rows; row++) {
          const guess = status[row] ? 0 : firstGuess(size![row]!, change![row]!, span);
          clock.end[row] = guess === span ? t1 : t0 + direction * guess;
          clock.h[row] = direction * guess;
        }
        const { clocks: bends } = yield ask(formula.probe, states, [clock.h, clock.end]);
        stats.evaluations++;
        for (let row = 0; row < rows; row++) {
          const guess = Math.abs(clock.h[row]!);
          pacer.begin(row, initialStep(guess, change![row]!, bends[0]![row]!, span, formula.errorOrder));
        }
      }
    }

    while (running()) {
      signal?.throwIfAborted();
      let dense = false;
      const suspects: number[] = [];
      for (let row = 0; row < rows; row++) {
        if (status[row]) continue;
        const ended = pacer.aim(row, clock);
        status[row] = ended;
        if (!ended) dense ||= (clock.end[row]! - saver.due(row)) * direction > 0;
        else if (broken[row] && ended === "stepUnderflow") suspects.push(row);
        else clock.h[row] = 0;
      }
      if (suspects.length > 0) {
        const { clocks: stages } = yield ask(formula.diagnose, states.slice(0, 1), clocks);
        stats.evaluations += stages.length;
        for (const row of suspects) {
          status[row] = stages.every((finite) => finite[row]) ? "nonFiniteState" : "nonFiniteDerivative";
          clock.h[row] = 0;
        }
      }
      if (!running()) break;

      const output: StepOutput<S> = yield ask(
        dense ? formula.denseAttempt : checked ? formula.attempt : formula.lean,
        states,
        clocks,
      );
      trial = output.states;
      stats.evaluations += formula.evaluations + (dense && !formula.fsal ? 1 : 0);
      const y1 = trial[0]!;
      const [finite, error] = checked ? output.clocks : [];

      for (let row = 0; row < rows; row++) {
        moved[row] = 0;
        if (status[row]) continue;
        const norm = finite && !finite[row] ? NaN : (error?.[row] ?? 0);
        broken[row] = Number.isNaN(norm) ? 1 : 0;
        moved[row] = pacer.judge(row, clock, norm) ? 1 : 0;
      }
      const someMoved = moved.includes(1);
      // Events will be looked for here: between the verdict and the step's becoming fact.
      if (someMoved) stats.accepted++;
      else stats.rejected++;

      if (someMoved && saveAt.length > 0) {
        const slopes = [...states.slice(1), ...trial.slice(1)];
        yield* saver.pass({ y: states[0]!, y1, slopes, clock, moved });
      }
      const stepped = formula.fsal ? [y1, trial.at(-1)!] : [y1];
      let next = states;
      if (!moved.includes(0)) next = stepped;
      else if (someMoved) next = (yield ask(selectStep, [...stepped, ...states], [moved])).states;
      for (const state of [...trial, ...states]) if (!next.includes(state)) drop(state);
      trial = [];
      states = next;
      for (let row = 0; row < rows; row++) {
        if (!moved[row]) continue;
        clock.t[row] = clock.end[row]!;
        if (clock.t[row] === t1) {
          status[row] = "success";
          clock.h[row] = 0;
        }
      }
    }
    states.slice(1).forEach(drop);
    states = states.slice(0, 1);
    if (checks === "end" && (yield ask(finiteStep, states)).clocks[0]!.includes(0)) {
      dropAll();
      return undefined;
    }
    if (states[0] === y0) states = (yield ask(copyStep, states)).states;
  } catch (error) {
    dropAll();
    throw error;
  }
  return {
    y: states[0]!,
    t: clock.t,
    status: status as Status[],
    saved: saver.saved,
  };
}
