import type { Ask, Loop } from "../drive.js";
import type { Clock } from "../vector-space.js";
import type { Level } from "./level.js";
import type { Stage } from "./stage.js";

/** What a move may use. */
export interface Hand<S> {
  readonly ask: Ask<S>;
  readonly release: (state: S) => void;
}

/** What happens to a point besides stages. The code travels with the plan. */
export interface Move {
  /** Where the point is before. */
  readonly at: Level;
  /**
   * The point after it.
   *
   * @param z a standard normal draw
   * @param asked the clocks of a question to the model where the point is, which costs an evaluation: its time, and the
   *   factors that make data of the answer
   */
  move<S>(x: S, z: S, hand: Hand<S>, asked: () => readonly Clock[]): Loop<S, S>;
}

/** An entry of a plan. */
export type Entry = Stage | Move;

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
  /** What to do, in order. */
  plan(route: Route): readonly Entry[];
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
