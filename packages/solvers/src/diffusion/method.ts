import type { Level } from "./level.js";
import type { Stage } from "./stage.js";

/**
 * A Langevin step at a level: `x ← x + ε s + √(2ε) z`, `ε = 2a (snr·‖z‖/‖s‖)²`.
 */
export interface Correction {
  readonly at: Level;
  readonly snr: number;
  /** a, at most 1. */
  readonly shrink: number;
  /** Whose norms they are: one for all rows together, or one for each. */
  readonly norms: "batch" | "row";
}

/** What a plan is made from. */
export interface Route {
  /** From noise to data, two or more. */
  readonly levels: readonly Level[];
  /**
   * The level at which σ/α has a value.
   *
   * @param ratio between those of the first level and of level `after`
   */
  levelOfRatio(ratio: number, after: number): Level;
}

/**
 * A diffusion sampler: which times the model is asked at, and how the answers are combined, all of it known from the grid.
 */
export interface DiffusionMethod {
  readonly name: string;
  /** Whether it draws noise on the way; then it needs the score, and so a Gaussian source independent of the data. */
  readonly stochastic: boolean;
  /** Registers that it keeps from stage to stage besides the point. */
  readonly registers: number;
  /** The stages, in order. */
  plan(route: Route): readonly (Stage | Correction)[];
}

/**
 * A sampler that asks the model once a step.
 *
 * @param stage from one level to the next
 */
export const stepwise = (
  name: string,
  registers: number,
  stochastic: boolean,
  stage: (at: Level, to: Level, i: number, levels: readonly Level[]) => Stage["next"],
): DiffusionMethod =>
  Object.freeze<DiffusionMethod>({
    name,
    registers,
    stochastic,
    plan: ({ levels }) =>
      levels.slice(1).map((to, i) => ({ at: levels[i]!, next: stage(levels[i]!, to, i, levels) })),
  });
