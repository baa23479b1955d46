import type { LogDensityState } from "@nami/divergence";
import { SolveError } from "@nami/errors";
import { type Solution, type Stats, worstStatus } from "@nami/solvers";
import {
  evaluate,
  type Shape,
  type Tensor,
  type TensorBackend,
  type TensorSpace,
  tensorSpace,
  treeDispose,
} from "@nami/tensor-backend";
import type { PointState } from "./flow-dynamics.js";
import type { FlowReport } from "./flow-process.js";
import { eachInLanes, lanesFor } from "./lanes.js";
import { onHostAs } from "./on-host-as.js";
import { joinRows, type RowRange, rowRanges, takeRows } from "./rows.js";

/** Rows, and numbers in them, that are solved together: more would leave the processor's cache between two layers. */
const [rowsAtOnce, numbersAtOnce] = [4096, 2 ** 20];
/** The same for one lane of several. */
const rowsInLane = 1024;

/** What one stretch of the rows is solved in. */
export interface Stretch<State extends PointState | LogDensityState> {
  readonly space: TensorSpace<State>;
  readonly rows: RowRange;
}

/** Carries a stretch of the rows, with what belongs to them (conditions, probes, paths), to where they go. */
export type Carry<State extends PointState | LogDensityState> = (
  start: State,
  stretch: Stretch<State>,
) => Promise<Omit<Solution<State>, "events" | "steps">>;

/** A solve of many rows. */
export interface FlowTask<State extends PointState | LogDensityState> {
  readonly carry: Carry<State>;
  /** Every leaf has the rows as its leading axis. */
  readonly start: State;
}

/** What a solve of many rows gives, with values on the host. */
export interface FlowSolution<State> extends FlowReport {
  readonly y: State;
  /** The states at the times that were to be saved. */
  readonly saved: readonly State[];
}

/**
 * Solves all rows, some thousand at once.
 *
 * @returns values on the host; nothing is left on the device, also when something throws or the signal stops it
 */
export async function solveFlow<State extends PointState | LogDensityState>(
  backend: TensorBackend,
  task: FlowTask<State>,
): Promise<FlowSolution<State>> {
  const start = await evaluate(task.start, { backend });
  const rows = start.x.shape[0]!;
  const lanes = lanesFor(backend, rows);
  const width = Math.max(1, start.x.size / (rows || 1));
  const share = lanes.length > 1 ? Math.min(rowsInLane, Math.ceil(rows / lanes.length)) : rowsAtOnce;
  const atOnce = Math.max(1, Math.min(share, Math.floor(numbersAtOnce / width)));
  const parts = await eachInLanes(rowRanges(rows, atOnce), lanes, async (range, lane) =>
    solveStretch(lane, { ...task, start: await takeRows(start, range) }, range),
  );
  if (parts.length === 1) return parts[0]!;
  const most = (count: keyof Stats): number => Math.max(...parts.map(({ stats }) => stats[count]));
  const kept = Math.min(...parts.map(({ saved }) => saved.length));
  return {
    y: await joinRows(parts.map(({ y }) => y)),
    saved: await Promise.all(
      Array.from({ length: kept }, (_, i) => joinRows(parts.map(({ saved }) => saved[i]!))),
    ),
    status: worstStatus(parts.map(({ status }) => status)),
    stats: { evaluations: most("evaluations"), accepted: most("accepted"), rejected: most("rejected") },
    rows: {
      status: parts.flatMap(({ rows }) => rows.status),
      t: Float64Array.from(parts.flatMap(({ rows }) => [...rows.t])),
    },
  };
}

async function solveStretch<State extends PointState | LogDensityState>(
  backend: TensorBackend,
  { carry, start }: FlowTask<State>,
  rows: RowRange,
): Promise<FlowSolution<State>> {
  const space = tensorSpace<State>(backend, { rows: "leading" });
  try {
    const { y, saved, status, stats, t, ...each } = await carry(start, { space, rows });
    try {
      return {
        y: await evaluate(y, { backend }),
        saved: await Promise.all(saved.map((one) => evaluate(one.y, { backend }))),
        status,
        stats,
        rows: each.rows ?? { status: [status], t: Float64Array.of(t) },
      };
    } finally {
      treeDispose(y);
      for (const one of saved) treeDispose(one.y);
    }
  } finally {
    space.dispose();
  }
}

/** @throws SolveError, with the points where they stopped, unless every row succeeded */
export async function requireSuccess(
  caller: string,
  { y, ...report }: FlowSolution<PointState>,
  shape: Shape,
): Promise<void> {
  if (report.status === "success") return;
  const { status, stats, rows } = report;
  throw solveError(caller, { status, stats, rows, x: await onHostAs(y.x, shape) });
}

/** The error of a solve in which rows failed. */
export function solveError(caller: string, report: FlowReport & { readonly x: Tensor }): SolveError {
  const { status, stats, rows } = report;
  const failed = rows.status.filter((one) => one !== "success").length;
  return new SolveError(
    `${caller}: every row must reach the end, got status ${status} (${failed} of ${rows.status.length} rows failed) after ${stats.accepted} steps. See details; try smaller steps or looser tolerances, or look at the field with fieldStats.`,
    { details: report },
  );
}
