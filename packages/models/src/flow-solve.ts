import type { LogDensityState } from "@nami/divergence";
import { SolveError } from "@nami/errors";
import { type Solution, type StopSignal, solve } from "@nami/solvers";
import { evaluate, reshape, type Shape, type Tensor, tensorSpace, treeDispose } from "@nami/tensor-backend";
import type { PointState } from "./flow-dynamics.js";
import type { FlowMatchingOptions } from "./flow-matching.js";
import type { FlowReport } from "./flow-process.js";

/** A solve of many rows. */
export interface FlowTask<State extends PointState | LogDensityState> {
  readonly derivative: (state: State, t: Tensor) => State;
  /** Every leaf has the rows as its leading axis. */
  readonly start: State;
  readonly from: number;
  readonly to: number;
  readonly saveAt?: readonly number[];
  readonly signal?: StopSignal | undefined;
}

/**
 * Solves all rows between two times.
 *
 * @param finish reads the solution before its device memory is freed
 * @returns what `finish` returns; nothing is left on the device, also when something throws or the signal stops it
 */
export async function solveFlow<State extends PointState | LogDensityState, Result>(
  { backend, solver }: Pick<FlowMatchingOptions, "backend" | "solver">,
  { derivative, start, from, to, saveAt = [], signal }: FlowTask<State>,
  finish: (solution: Solution<State>) => Promise<Result>,
): Promise<Result> {
  const space = tensorSpace<State>(backend, { rows: "leading" });
  try {
    const y0 = await evaluate(start, { backend });
    const options = { t0: from, t1: to, method: solver, space, saveAt, signal };
    const solution = await solve(derivative, y0, options);
    try {
      return await finish(solution);
    } finally {
      treeDispose(solution.y);
      for (const { y } of solution.saved) treeDispose(y);
    }
  } finally {
    space.dispose();
  }
}

/** What a solve says about itself, without its states. */
export function reportOf({ status, stats, t, rows }: Solution<unknown>): FlowReport {
  return { status, stats, rows: rows ?? { status: [status], t: Float64Array.of(t) } };
}

/** @throws SolveError, with the points where they stopped on the host, unless every row succeeded */
export async function requireSuccess(
  caller: string,
  solution: Solution<PointState>,
  { shape, backend }: { readonly shape: Shape; readonly backend: FlowMatchingOptions["backend"] },
): Promise<void> {
  if (solution.status === "success") return;
  const x = await evaluate(reshape(solution.y.x, shape), { backend });
  throw solveError(caller, { ...reportOf(solution), x });
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
