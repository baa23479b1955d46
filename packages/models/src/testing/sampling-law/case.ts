import type { Key, Tensor, TensorBackend } from "@nami/tensor-backend";
import type { Statistic } from "./plane-law.js";

/** How samples are drawn. */
export interface Draw {
  /** How many rows. */
  readonly count: number;
  readonly key: Key;
  /** Of its solver, above 0: the settings are such that its error falls at least as 1/fineness. 1 is that of the law. */
  readonly fineness: number;
  readonly backend: TensorBackend;
}

/** A program that draws samples, and how they are judged. */
export interface Case {
  /** Process, path or schedule, and solver. */
  readonly name: string;
  readonly statistics: () => readonly Statistic[];
  readonly draw: (options: Draw) => Promise<Tensor>;
}

/** Steps of a method of some order whose error falls as 1/fineness. */
export const stepsAt = (steps: number, order: number, fineness: number): number =>
  Math.max(2, Math.round(steps * fineness ** (1 / order)));
