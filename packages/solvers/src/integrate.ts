import { type Ask, afterwards, askIn, type Loop } from "./drive.js";
import { march } from "./loop.js";
import { checkOptions, type StoppableOptions } from "./options.js";
import { leastOf } from "./rows.js";
import type { Saved } from "./save.js";
import { type Status, worstStatus } from "./status.js";
import type { AcceptedStep, Run, Stats, Task } from "./task.js";
import type { Awaitable, Derivative, VectorSpace } from "./vector-space.js";
import type { Occurrence } from "./watch.js";

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
  /** What happened, one list for each of the `events`, in order. */
  readonly events: readonly (readonly Occurrence<S>[])[];
  /** The accepted steps, where `keepSteps` was asked for. */
  readonly steps?: readonly AcceptedStep<S>[];
  /** Each row's own status and time; only for states with a space. */
  readonly rows?: { readonly status: readonly Status[]; readonly t: Float64Array };
}

/**
 * A whole solve: a run through the loop, and the result made of it.
 *
 * Steps that are known beforehand are tried without checks first where the space has `checks: "end"`, with one clock for
 * all rows. Only if the end state turns out not finite is the solve repeated with checks, to find where each row broke;
 * evaluations count both runs. With `checks: "never"` nobody looks, and every such solve is a success.
 *
 * @param drive runs a loop, at once or later
 * @param tell how errors tell the last state, where they may
 * @param asking what to make of the requests of the loop; as they are unless told
 */
export const integrate = <S, T>(
  f: Derivative<S, T>,
  y0: S,
  options: StoppableOptions,
  space: VectorSpace<S, T>,
  drive: <R>(loop: Loop<S, R>) => Awaitable<R>,
  tell?: (state: S) => unknown,
  asking: (ask: Ask<S>) => Ask<S> = (ask) => ask,
): Awaitable<Solution<S>> => {
  checkOptions(options, space.epsilon(y0));
  const { t0, t1, method, saveAt = [], events = [], keepSteps = false, signal } = options;
  const ask = asking(askIn(space, f));
  const { checks = "step", compacts = false } = space;
  const release = (state: S): void => space.release(state);
  const rows = space.rows(y0);
  const stats = { evaluations: 0, accepted: 0, rejected: 0 };
  const watch = { ask, release, formula: method.formula, rows, compacts, stats };
  const begin = (): Task<S> => ({
    y0,
    t0,
    t1,
    method,
    saveAt,
    signal,
    ask,
    release,
    compacts,
    tell,
    watcher: events[0]?.watch(events, watch),
    steps: keepSteps ? [] : undefined,
    stats,
  });
  const finish = ({ watcher, steps }: Task<S>, { y, t, status, saved }: Run<S>): Solution<S> => {
    const reached = t.length === rows ? t : new Float64Array(rows).fill(t[0]!);
    return {
      y,
      t: leastOf(reached, t1),
      status: worstStatus(status),
      stats,
      saved,
      events: watcher?.found ?? [],
      ...(steps && { steps }),
      rows: { status: Array.from(reached, (_, row) => status[row] ?? status[0]!), t: reached },
    };
  };
  const checked = (): Awaitable<Solution<S>> => {
    const task = begin();
    return afterwards(drive(march(task, rows, "step")), (run) => finish(task, run!));
  };
  const unchecked = method.stepping.steps && checks !== "step" && rows > 0 && events.length === 0;
  if (!unchecked) return checked();
  const task = { ...begin(), compacts: false };
  return afterwards(drive(march(task, 1, checks)), (run) => {
    if (run) return finish(task, run);
    stats.accepted = 0;
    return checked();
  });
};
