import { requireFunction } from "../check.js";
import type { Step } from "../step.js";
import type { Clock } from "../vector-space.js";
import type { Level } from "./level.js";

/**
 * A linear combination of what a stage has at hand. What is left out has no part in it.
 *
 * A sampler whose stages all have the same form (as many registers, combined or moved alike) is one compiled program.
 */
export interface Mix {
  /** Factor of the point where the model is asked. */
  readonly x?: number;
  /** Factor of the data that the model predicts there. */
  readonly data?: number;
  /** Factors of the kept registers. */
  readonly kept?: readonly number[];
  /** Factor of a standard normal draw. */
  readonly noise?: number;
}

/** What goes to a register: a combination, or one of the things at hand as it is; a number is that of a kept register. */
export type Source = Mix | "x" | "data" | number;

/**
 * One evaluation of the model and what follows from it. The registers are a point x, where the model is asked, and those
 * that a method keeps; all begin as the start of the solve.
 */
export interface Stage {
  /** Where the model is asked. */
  readonly at: Level;
  /** The registers after it: x, then the kept ones. */
  readonly next: readonly Source[];
}

/**
 * `x, kept…, (z); t, own, told, factors… → D, mix…` with `D = own·x + told·model(x, t)`: an evaluation with its linear
 * combinations, each over x, D and the other states.
 */
export const stageStep: Step = (algebra, states, [t, own, told, ...factors]) => {
  requireFunction("sampleDiffusion: blend of the space's algebra", algebra.blend);
  const [x, ...others] = states;
  const data = algebra.blend!([own!, told!], [x!, algebra.slope(x!, t!)]);
  const terms = [x!, data, ...others];
  const mixes = Array.from({ length: factors.length / terms.length }, (_, i) =>
    algebra.blend!(factors.slice(i * terms.length, (i + 1) * terms.length), terms),
  );
  return { states: [data, ...mixes], clocks: [] };
};

/** A number that all rows share. */
export const shared = (value: number): Clock => Float64Array.of(value);

/** The factors of a mix over x, the data, the kept registers and, where there is one, the noise. */
export const factorsOf = ({ x = 0, data = 0, kept = [], noise = 0 }: Mix, registers: number): number[] => [
  x,
  data,
  ...Array.from({ length: registers }, (_, i) => kept[i] ?? 0),
  noise,
];
