import type { StepFormula } from "../runge-kutta.js";
import type { Measure, Step, StepAlgebra } from "../step.js";
import type { SdeMethod } from "./sde-method.js";

/**
 * A stochastic method as the loop of `solve` uses it: steps that find the noise among their states, and the powers of h
 * among their clocks; see `askWithNoise`.
 */
export const formulaOf = ({ name, evaluations, step }: SdeMethod, diffusion: Measure): StepFormula => {
  const next = <Y, T>(algebra: StepAlgebra<Y, T>, states: readonly Y[], clocks: readonly T[]): Y => {
    const [y, w, area = w] = states as [Y, Y, Y?];
    const [t, h, end, one, root, inverseRoot, inverse] = clocks as [T, T, T, T, T, T, T];
    const ask = (state: Y, time: T): Y => algebra.apply!(diffusion, state, time);
    return step(algebra, { y, w, area, diffusion: ask, t, h, end, one, root, inverseRoot, inverse });
  };
  const lean: Step = (algebra, states, clocks) => ({ states: [next(algebra, states, clocks)], clocks: [] });
  const attempt: Step = (algebra, states, clocks) => {
    const y = next(algebra, states, clocks);
    return { states: [y], clocks: [algebra.finite(y)] };
  };
  /** The step once more, for what drift and diffusion say in it. */
  const diagnose: Step = <Y, T>(algebra: StepAlgebra<Y, T>, states: readonly Y[], clocks: readonly T[]) => {
    const flags: T[] = [];
    const seen = (value: Y): Y => {
      flags.push(algebra.finite(value));
      return value;
    };
    const watched: StepAlgebra<Y, T> = {
      ...algebra,
      slope: (state, time) => seen(algebra.slope(state, time)),
      apply: (g, state, time) => seen(algebra.apply!(g, state, time)),
    };
    next(watched, states, clocks);
    return { states: [], clocks: flags };
  };
  return { name, evaluations, lean, attempt, diagnose };
};
