import type { Ask, Loop } from "./drive.js";
import { march, type Run, type Stats, type Task } from "./loop.js";
import { checkOptions, type StoppableOptions } from "./options.js";
import type { Saved } from "./save.js";
import { type Status, worstStatus } from "./status.js";
import type { Step } from "./step.js";
import type { Derivative, Program, VectorSpace } from "./vector-space.js";

/** The answer of a solve. Its states belong to the caller and share no memory with y0. */
export interface Solution<S> {
  /** The state at t1, or the last good state of each row where the solve failed. */
  readonly y: S;
  /** t1, or the time of `y`; with rows that ended apart, the time of the row that got least far. */
  readonly t: number;
  /** How it ended: one word when all rows agree, else the worst. */
  readonly status: Status;
  /** What it cost; see {@link Stats}. */
  readonly stats: Stats;
  /** The states at those times of `saveAt` that any row has reached, in order. */
  readonly saved: Saved<S>[];
  /** Each row's own status and time; only for states with a space. */
  readonly rows?: { readonly status: readonly Status[]; readonly t: Float64Array };
}

/**
 * A whole solve: a run through the loop, and the result made of it.
 *
 * Even steps are tried without checks first where the space has a fast way: a sweep, or `checks: "end"` with one
 * clock for all rows. Only if the end state turns out not finite is the solve repeated with checks, to find where
 * each row broke; evaluations count both runs.
 * With `checks: "never"` nobody looks, and every solve by even steps is a success.
 */
export function* integrate<S, T>(
  f: Derivative<S, T>,
  y0: S,
  options: StoppableOptions,
  space: VectorSpace<S, T>,
): Loop<S, Solution<S>> {
  checkOptions(options, space.epsilon(y0));
  const { t0, t1, method, saveAt = [], signal } = options;
  const programs = new Map<Step, Program<S>>();
  const ask: Ask<S> = (step, states, clocks = []) => {
    const program = programs.get(step) ?? space.lift(f, step);
    programs.set(step, program);
    return { program, states, clocks };
  };
  const { formula, stepping } = method;
  const { table } = formula;
  const { steps } = stepping;
  const { checks = "step" } = space;
  const rows = space.rows(y0);
  const stats = { evaluations: 0, accepted: 0, rejected: 0 };
  const task: Task<S> = {
    y0,
    t0,
    t1,
    method,
    saveAt,
    signal,
    ask,
    release: (state) => space.release(state),
    stats,
  };

  let run: Run<S> | undefined;
  if (steps && table && space.sweep && rows === 1 && saveAt.length === 0 && t0 !== t1) {
    const program = space.sweep(f, table);
    const { states, clocks } = yield { program, states: [y0], clocks: [Float64Array.of(t0, t1, steps)] };
    stats.evaluations = formula.evaluations * clocks[0]![0]!;
    if (clocks[1]![0]) {
      stats.accepted = steps;
      run = { y: states[0]!, t: Float64Array.of(t1), status: ["success"], saved: [] };
    } else space.release(states[0]!);
  } else if (steps && checks !== "step" && rows > 0) {
    run = yield* march(task, 1, checks);
    if (!run) stats.accepted = 0;
  }
  run ??= (yield* march(task, rows, "step"))!;

  const { y, t, status, saved } = run;
  const reached = t.length === rows ? t : new Float64Array(rows).fill(t[0]!);
  return {
    y,
    t: reached.reduce((least, time) => (Math.abs(t1 - time) > Math.abs(t1 - least) ? time : least), t1),
    status: worstStatus(status),
    stats,
    saved,
    rows: { status: Array.from(reached, (_, row) => status[row] ?? status[0]!), t: reached },
  };
}
