import { type Ask, afterwards, askIn, drive } from "./drive.js";
import { march } from "./loop.js";
import { checkOptions, type StoppableOptions } from "./options.js";
import { leastOf } from "./rows.js";
import type { Saved } from "./save.js";
import { type Status, worstStatus } from "./status.js";
import type { AcceptedStep, Stats } from "./task.js";
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
 * @param show the state as its owner knows it
 * @param asking what to make of the steps of the loop; as they are unless told
 */
export const integrate = <S, T>(
  f: Derivative<S, T>,
  y0: S,
  options: StoppableOptions,
  space: VectorSpace<S, T>,
  show: (state: S) => S = (state) => state,
  asking: (ask: Ask<S>) => Ask<S> = (ask) => ask,
): Awaitable<Solution<S>> => {
  checkOptions(options, space.epsilon(y0));
  const { t0, t1, method, saveAt = [], events = [], keepSteps, signal } = options;
  const ask = asking(askIn(space, f));
  const { checks = "step", synchronous } = space;
  const release = (state: S): void => space.release(state);
  const rows = space.rows(y0);
  const stats = { evaluations: 0, accepted: 0, rejected: 0 };
  const shown = <Item extends { readonly y?: S }>(item: Item): Item =>
    item.y === undefined ? item : { ...item, y: show(item.y) };
  const run = (clocks: number, how: typeof checks): Awaitable<Solution<S> | undefined> => {
    const watcher = events[0]?.watch(events, { ask, release, formula: method.formula, rows, stats });
    const steps: AcceptedStep<S>[] | undefined = keepSteps ? [] : undefined;
    const tell = synchronous ? show : undefined;
    const task = { y0, t0, t1, method, saveAt, signal, ask, release, tell, watcher, steps, stats };
    return afterwards(
      drive(march(task, clocks, how)),
      (end) =>
        end && {
          y: show(end.y),
          t: leastOf(end.t, t1),
          status: worstStatus(end.status),
          stats,
          saved: end.saved.map(shown),
          events: (watcher?.found ?? []).map((each) => each.map(shown)),
          ...(steps && { steps: steps.map(shown) }),
          rows: {
            status: clocks < rows ? Array<Status>(rows).fill(end.status[0]!) : end.status,
            t: clocks < rows ? new Float64Array(rows).fill(end.t[0]!) : end.t,
          },
        },
    );
  };
  const unchecked = method.stepping.steps && checks !== "step" && rows > 0 && events.length === 0;
  return afterwards(unchecked ? run(1, checks) : undefined, (solution) => {
    if (solution) return solution;
    stats.accepted = 0;
    return run(rows, "step") as Awaitable<Solution<S>>;
  });
};
