import { type Loop, Thrown } from "./drive.js";
import { copyStep, finiteStep, selectStep } from "./programs.js";
import { countOf, gauge, leastOf } from "./rows.js";
import { type Saver, savePassed, savesInside } from "./save.js";
import type { Status } from "./status.js";
import type { Run, Task } from "./task.js";
import type { Clock, VectorSpace } from "./vector-space.js";

/**
 * The stepping loop. It knows neither the method's arithmetic, nor how steps are sized, nor what a state is; it
 * runs programs, and keeps each row's time, step and status.
 *
 * Rows that have ended take part with h = 0 and keep their state by `select`, so that whatever is computed for them
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
  const { y0, t0, t1, saveAt, signal, ask, release, stats, watcher, steps, tell, method } = task;
  const { formula, stepping } = method;
  const checked = checks === "step";
  const filled = (value: number): Clock => new Float64Array(rows).fill(value);
  const clocks = [filled(t0), filled(0), filled(t0)] as const;
  const [t, h, end] = clocks;
  const clock = { t, h, end };
  const errors = filled(0);
  const moved = filled(0);
  const status = new Array<Status | undefined>(rows).fill(undefined);
  const pacer = stepping.pacer({ t0, t1, rows });
  const saver: Saver<S> = {
    times: saveAt,
    direction: Math.sign(t1 - t0),
    ask,
    release,
    next: new Int32Array(rows),
    saved: [],
  };
  let left = rows;
  /** y and, where the method carries one, the slope there; and what is being made of them. */
  let states: readonly S[] = [y0];
  let trial: readonly S[] = [];

  const drop = (state: S): void => {
    if (state !== y0) release(state);
  };
  const dropAll = (): void => {
    states.forEach(drop);
    trial.forEach(drop);
    for (const list of [saver.saved, steps ?? [], ...(watcher?.found ?? [])])
      for (const { y } of list) if (y !== undefined) drop(y);
  };
  const finish = (row: number, reason: Status): void => {
    status[row] = reason;
    h[row] = 0;
    left--;
  };
  const finishUnless = (flags: Clock, reason: Status): void =>
    flags.forEach((flag, row) => {
      if (!flag && !status[row]) finish(row, reason);
    });
  /** Puts the rows that moved at the end of their step. */
  const arrive = (cut?: ArrayLike<unknown>): void => {
    for (let row = 0; row < rows; row++) {
      if (!moved[row]) continue;
      t[row] = end[row]!;
      if (cut?.[row]) finish(row, "eventTerminated");
      else if (t[row] === t1) finish(row, "success");
    }
  };
  /** Rows whose last attempt was not finite, and whose step has become too short. */
  const suspects: number[] = [];
  const stop = (row: number, reason: Status): void => {
    if (reason === "stepUnderflow" && Number.isNaN(errors[row])) suspects.push(row);
    else finish(row, reason);
  };
  /** Moves on from a step that was taken; for as long as nobody looks at its end. */
  const next = (): typeof clocks | undefined => {
    pacer.judge(clock, errors, moved);
    arrive();
    if (left) pacer.aim(clock, status, stop);
    if (!left) return undefined;
    stats.evaluations += formula.evaluations;
    stats.accepted++;
    return clocks;
  };
  const ahead = checked || saveAt.length || steps ? undefined : next;

  try {
    if (checked) finishUnless((yield ask(finiteStep, states)).clocks[0]!, "nonFiniteState");
    if (saveAt.length) yield* savePassed(saver, y0, undefined, [], clock, filled(1));
    if (t0 === t1) finishUnless(moved, "success");
    if (steps && left) states = (yield ask(copyStep, states)).states;
    if (left && formula.carry) {
      const begun = yield ask(formula.carry.start, states, [t, filled(Math.abs(t1 - t0)), filled(1)]);
      stats.evaluations++;
      states = [states[0]!, begun.states[0]!];
      finishUnless(begun.clocks[0]!, "nonFiniteDerivative");
      if (left && pacer.begin) {
        yield* pacer.begin({ ask, probe: formula.carry.probe, states, clock, measured: begun.clocks });
        stats.evaluations++;
      }
    }
    if (watcher && left) yield* watcher.begin(y0, t);

    while (left) {
      signal?.throwIfAborted();
      pacer.aim(clock, status, stop);
      if (suspects.length) {
        // Rows that have moved on are at another step, and have no part in this one.
        const failed = h.map((size, row) => (suspects.includes(row) ? size : 0));
        const found = (yield ask(formula.diagnose, states.slice(0, 1), [t, failed, end])).clocks;
        const flags = stepping.tolerance ? found.slice(1) : found;
        stats.evaluations += flags.length;
        for (const row of suspects.splice(0)) {
          const steep = stepping.tolerance && found[0]![row]! > 1;
          const sound = flags.every((finite) => finite[row]);
          finish(row, steep ? "stepUnderflow" : sound ? "nonFiniteState" : "nonFiniteDerivative");
        }
      }
      if (!left) break;

      const dense = savesInside(saver, clock) ? formula.dense : undefined;
      const attempt = dense?.attempt ?? (checked ? formula.attempt : formula.lean);
      const cost = (dense ?? formula).evaluations;
      const answer = ask(attempt, states, clocks, ahead);
      const output = answer instanceof Promise ? yield answer : answer;
      trial = output.states;
      stats.evaluations += cost;
      if (checked) gauge(output.clocks, errors);
      pacer.judge(clock, errors, moved);
      const count = checked ? countOf(moved) : rows;
      if (count === 0) {
        stats.rejected++;
        trial.forEach(drop);
        trial = [];
        continue;
      }
      stats.accepted++;
      const cut = watcher && (yield* watcher.look({ states, y1: trial[0]!, clock, moved }));
      if (cut) {
        trial.forEach(drop);
        trial = [];
        trial = (yield ask(attempt, states, clocks)).states;
        stats.evaluations += cost;
      }
      const y1 = trial[0]!;
      if (saveAt.length)
        yield* savePassed(saver, y1, dense, [...states.slice(1), ...trial.slice(1)], clock, moved);
      const stepped = formula.carry ? [y1, trial[dense?.last ?? 1]!] : [y1];
      const chosen =
        count === rows ? stepped : (yield ask(selectStep, [...stepped, ...states], [moved])).states;
      const kept = steps && states[0];
      steps?.push({ t: t.slice(), h: h.map((size, row) => size * moved[row]!), end: end.slice(), y: kept! });
      const past = states;
      const made = trial;
      trial = [];
      states = chosen;
      for (const list of [past, made])
        for (let i = 0; i < list.length; i++)
          if (list[i] !== kept && !chosen.includes(list[i]!)) drop(list[i]!);
      arrive(cut);
    }
    states.slice(1).forEach(drop);
    states = states.slice(0, 1);
    if (checks === "end" && (yield ask(finiteStep, states)).clocks[0]!.includes(0)) {
      dropAll();
      return undefined;
    }
    if (states[0] === y0) states = (yield ask(copyStep, states)).states;
  } catch (error) {
    const y = tell?.(states[0]!);
    if (!tell) dropAll();
    if (!(error instanceof Thrown)) throw error;
    const details = { t: leastOf(t, t1), ...(rows > 1 && { rows: { t } }), ...(tell && { y }) };
    throw error.failure(details, watcher && "solve: f or an event");
  }
  return { y: states[0]!, t, status: status as Status[], saved: saver.saved };
}
