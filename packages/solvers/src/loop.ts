import { firstSlope } from "./begin.js";
import { positionsOf, positionsToKeep } from "./compact.js";
import { type Loop, Thrown } from "./drive.js";
import type { StepClock } from "./pacer.js";
import { copyStep, finiteStep, putStep, selectStep, takeStep } from "./programs.js";
import { gauge, leastOf } from "./rows.js";
import { createSaver } from "./save.js";
import type { Status } from "./status.js";
import type { Run, Task } from "./task.js";
import type { Clock, VectorSpace } from "./vector-space.js";

/**
 * The stepping loop. It knows neither the method's arithmetic, nor how steps are sized, nor what a state is; it
 * yields programs to run, and keeps each row's time, step and status.
 *
 * Rows that have ended take part with h = 0 and keep their state by `select`, so that whatever they compute reaches no
 * other row, until the space can drop them. A row's attempt is judged by its own numbers only.
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
  const { y0, t0, t1, saveAt, signal, ask, release, stats, compacts, watcher, steps } = task;
  const { formula, stepping } = task.method;
  const checked = checks === "step";
  const direction = Math.sign(t1 - t0);
  const filled = (value: number): Clock => new Float64Array(rows).fill(value);
  const status: (Status | undefined)[] = Array(rows).fill(undefined);
  const reached = filled(t0);
  const pacer = stepping.pacer({ t0, t1, rows });
  const saver = createSaver<S>({ times: saveAt, y0, rows, direction, formula, ask, release });

  /** The row of y0 at each position of the clock, and what the loop knows of it. */
  let map: Clock = filled(0).map((_, row) => row);
  let clock: StepClock = { t: filled(t0), h: filled(0), end: filled(t0), rows: map };
  let clocks: readonly Clock[] = [];
  let runs = new Uint8Array(rows).fill(1);
  let errors = filled(0);
  let moved = filled(0);
  let left = rows;
  /** y and, where the method carries one, the slope there; what is being made of them; all rows, once some have left. */
  let states: readonly S[] = [y0];
  let trial: readonly S[] = [];
  let home: S | undefined;

  const drop = (state: S): void => {
    if (state !== y0) release(state);
  };
  const dropAll = (): void => {
    for (const list of [states, trial, home === undefined ? [] : [home]]) list.forEach(drop);
    for (const list of [saver.saved, steps ?? [], ...(watcher?.found ?? [])])
      for (const { y } of list) if (y !== undefined) drop(y);
  };
  const finish = (at: number, reason: Status): void => {
    status[map[at]!] = reason;
    reached[map[at]!] = clock.t[at]!;
    clock.h[at] = 0;
    runs[at] = 0;
    left--;
  };
  const finishUnless = (flags: Clock, reason: Status): void => {
    for (let at = 0; at < map.length; at++) if (!flags[at] && runs[at]) finish(at, reason);
  };
  const wire = (): void => {
    clocks = [clock.t, clock.h, clock.end, ...(compacts ? [map] : [])];
  };
  /** Keeps only the rows that run, and a few others; see `positionsToKeep`. */
  function* compact(): Loop<S, void> {
    const keep = positionsToKeep(runs, left);
    const whole = (yield ask(putStep, [home ?? y0, states[0]!], [positionsOf(map, rows)])).states[0]!;
    if (home !== undefined) release(home);
    home = whole;
    const taken = (yield ask(takeStep, states, [keep])).states;
    states.forEach(drop);
    states = taken;
    const kept = (values: Clock): Clock => keep.map((at) => values[at]!);
    map = kept(map);
    clock = { t: kept(clock.t), h: kept(clock.h), end: kept(clock.end), rows: map };
    runs = Uint8Array.from(keep, (at) => runs[at]!);
    errors = kept(errors);
    moved = kept(moved);
    wire();
  }
  /** Tells rows apart whose last attempt was not finite and whose step has become too short. */
  const suspects: number[] = [];
  const stop = (at: number, reason: Status): void => {
    if (reason === "stepUnderflow" && Number.isNaN(errors[at])) suspects.push(at);
    else finish(at, reason);
  };
  function* diagnose(): Loop<S, void> {
    const { clocks: found } = yield ask(formula.diagnose, states.slice(0, 1), clocks);
    const flags = stepping.tolerance ? found.slice(1) : found;
    stats.evaluations += flags.length;
    for (const at of suspects.splice(0)) {
      const steep = stepping.tolerance && found[0]![at]! > 1;
      const sound = flags.every((finite) => finite[at]);
      finish(at, steep ? "stepUnderflow" : sound ? "nonFiniteState" : "nonFiniteDerivative");
    }
  }

  wire();
  try {
    if (checked) finishUnless((yield ask(finiteStep, states)).clocks[0]!, "nonFiniteState");
    if (saveAt.length > 0) yield* saver.begin(y0, t0);
    if (t0 === t1) finishUnless(moved, "success");
    if (steps && left > 0) states = (yield ask(copyStep, states)).states;
    if (left > 0 && formula.fsal) {
      const begun = (slope: S, finite: Clock): boolean => {
        states = [states[0]!, slope];
        finishUnless(finite, "nonFiniteDerivative");
        return left > 0;
      };
      yield* firstSlope({ y0, t1, clock, map: clocks.slice(3), formula, pacer, ask, stats, begun });
    }
    if (watcher && left > 0) yield* watcher.begin(y0, clock.t, map);

    while (left > 0) {
      signal?.throwIfAborted();
      if (compacts && map.length > 1 && left * 2 <= map.length) yield* compact();
      pacer.aim(clock, runs, stop);
      if (suspects.length > 0) yield* diagnose();
      if (left === 0) break;
      let dense = false;
      for (let at = 0; saveAt.length > 0 && !dense && at < map.length; at++)
        dense = runs[at] === 1 && (clock.end[at]! - saver.due(map[at]!)) * direction > 0;

      const attempt = dense ? formula.denseAttempt : checked ? formula.attempt : formula.lean;
      const output = yield ask(attempt, states, clocks);
      trial = output.states;
      stats.evaluations += formula.evaluations;
      if (checked) gauge(output.clocks, errors);
      pacer.judge(clock, errors, moved);
      let still = 0;
      for (let at = 0; at < map.length; at++) if (!moved[at]) still++;
      if (still === map.length) {
        stats.rejected++;
        trial.forEach(drop);
        trial = [];
        continue;
      }
      stats.accepted++;
      let cut: Uint8Array | undefined;
      if (watcher) cut = yield* watcher.look({ states, y1: trial[0]!, clock, moved, map });
      if (cut) {
        trial.forEach(drop);
        trial = [];
        trial = (yield ask(attempt, states, clocks)).states;
        stats.evaluations += formula.evaluations;
      }
      const carried = formula.fsal ? trial.at(-1) : undefined;
      if (dense && formula.extend) {
        const { step, evaluations } = formula.extend;
        stats.evaluations += evaluations;
        const [y1, ...slopes] = trial;
        const further = yield ask(step, [states[0]!, y1!, ...states.slice(1), ...slopes], clocks);
        trial = [...trial, ...further.states];
      }
      const y1 = trial[0]!;
      if (saveAt.length > 0) {
        const slopes = [...states.slice(1), ...trial.slice(1)];
        yield* saver.pass({ y: states[0]!, y1, slopes, clock, moved, map });
      }
      const stepped = carried === undefined ? [y1] : [y1, carried];
      const next = still === 0 ? stepped : (yield ask(selectStep, [...stepped, ...states], [moved])).states;
      const keep = steps && states[0];
      steps?.push({
        t: clock.t.slice(),
        h: clock.h.map((h, at) => h * moved[at]!),
        end: clock.end.slice(),
        y: keep!,
      });
      const past = states;
      const made = trial;
      trial = [];
      states = next;
      for (let i = 0; i < past.length; i++) if (past[i] !== keep && !next.includes(past[i]!)) drop(past[i]!);
      for (let i = 0; i < made.length; i++) if (!next.includes(made[i]!)) drop(made[i]!);
      for (let at = 0; at < map.length; at++) {
        if (!moved[at]) continue;
        clock.t[at] = clock.end[at]!;
        if (cut?.[at]) finish(at, "eventTerminated");
        else if (clock.t[at] === t1) finish(at, "success");
      }
    }
    for (const slope of states.slice(1)) drop(slope);
    states = states.slice(0, 1);
    if (home !== undefined) {
      const whole = (yield ask(putStep, [home, states[0]!], [positionsOf(map, rows)])).states;
      for (const state of [home, ...states]) drop(state);
      states = whole;
      home = undefined;
    }
    if (checks === "end" && (yield ask(finiteStep, states)).clocks[0]!.includes(0)) {
      dropAll();
      return undefined;
    }
    if (states[0] === y0) states = (yield ask(copyStep, states)).states;
  } catch (error) {
    if (!(error instanceof Thrown)) {
      dropAll();
      throw error;
    }
    const whole =
      home === undefined ? states : (yield ask(putStep, [home, states[0]!], [positionsOf(map, rows)])).states;
    clock.t.forEach((t, at) => {
      reached[map[at]!] = t;
    });
    const { tell } = task;
    const t = leastOf(reached, t1);
    const details = { t, ...(rows > 1 && { rows: { t: reached } }), ...(tell && { y: tell(whole[0]!) }) };
    if (!tell) dropAll();
    throw error.failure(details);
  }
  return { y: states[0]!, t: reached, status: status as Status[], saved: saver.saved };
}
