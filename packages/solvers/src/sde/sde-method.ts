import { type FixedOptions, steppingOf } from "../fixed-steps.js";
import type { StepAlgebra } from "../step.js";
import type { Calculus } from "./calculus.js";

/** What a step of a stochastic method works with. */
export interface SdeStage<Y, T> {
  readonly y: Y;
  /** W(t + h) − W(t). */
  readonly w: Y;
  /** ∫ (W(u) − W(t)) du over the step; only where the method asks for it. */
  readonly area: Y;
  /** The diffusion, as `algebra.slope` is the drift. */
  readonly diffusion: (y: Y, t: T) => Y;
  readonly t: T;
  /** Signed; below 0 where time runs backwards. */
  readonly h: T;
  readonly end: T;
  readonly one: T;
  /** √|h|. */
  readonly root: T;
  /** 1/√|h|. */
  readonly inverseRoot: T;
  /** 1/h. */
  readonly inverse: T;
}

/** One step of a stochastic method: y at `end`. */
export type SdeStep = <Y, T>(algebra: StepAlgebra<Y, T>, stage: SdeStage<Y, T>) => Y;

/** A scheme as its paper states it. */
export interface SdeScheme<C extends Calculus> {
  readonly name: string;
  /** The readings of an equation that it converges to. */
  readonly calculus: readonly C[];
  /** Calls of the drift in one step. */
  readonly evaluations: number;
  /** Whether it needs the area of the path. */
  readonly area: boolean;
  readonly step: SdeStep;
}

/**
 * A method for stochastic equations: a scheme, and the times of its steps.
 *
 * @typeParam C how the equations that it solves are meant
 */
export interface SdeMethod<C extends Calculus = Calculus> extends SdeScheme<C> {
  readonly options: FixedOptions;
}

/**
 * A method from its scheme.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1, or `grid` not strictly monotone
 */
export const sdeMethod = <C extends Calculus>(scheme: SdeScheme<C>, options: FixedOptions): SdeMethod<C> => {
  steppingOf(scheme.name, options);
  return Object.freeze({ ...scheme, options });
};
