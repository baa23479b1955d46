import { type FixedOptions, fixedMethod } from "../fixed-steps.js";
import type { OdeMethod } from "../pacer.js";
import type { ButcherTable } from "../table.js";

/** Butcher table of Heun's second-order method, the explicit trapezoidal rule. */
export const heunTable: ButcherTable = {
  name: "heun",
  order: 2,
  a: [[], [1]],
  b: [0.5, 0.5],
  c: [0, 1],
};

/**
 * Heun's method (the explicit trapezoidal rule): second order, two evaluations a step.
 *
 * `k₁ = f(y, t)`, `k₂ = f(y + h k₁, t + h)`, `y₁ = y + (h/2)(k₁ + k₂)`.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1
 * @example solve((y) => -y, 1, { t0: 0, t1: 1, method: heun({ steps: 10 }) }).y // 0.905¹⁰ = 0.36854098…
 * @see Heun, Neue Methoden zur approximativen Integration (1900); the sampler of Karras et al. (2022), algorithm 1
 */
export const heun = (options: FixedOptions): OdeMethod => fixedMethod(heunTable, options);
