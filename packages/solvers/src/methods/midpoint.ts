import { type FixedOptions, fixedMethod } from "../fixed-steps.js";
import type { OdeMethod } from "../pacer.js";
import type { ButcherTable } from "../table.js";

/** Butcher table of the explicit midpoint rule. */
export const midpointTable: ButcherTable = {
  name: "midpoint",
  order: 2,
  a: [[], [0.5]],
  b: [0, 1],
  c: [0, 0.5],
};

/**
 * The explicit midpoint rule, `y₁ = y + h f(y + (h/2) f(y, t), t + h/2)`: second order, two evaluations a step.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1
 * @example solve((y) => -y, 1, { t0: 0, t1: 1, method: midpoint({ steps: 10 }) }).y // 0.905¹⁰ = 0.36854098…
 * @see Runge, Über die numerische Auflösung von Differentialgleichungen (1895)
 */
export const midpoint = (options: FixedOptions): OdeMethod => fixedMethod(midpointTable, options);
