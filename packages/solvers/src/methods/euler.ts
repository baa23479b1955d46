import { type FixedOptions, fixedMethod } from "../fixed-steps.js";
import type { OdeMethod } from "../pacer.js";
import type { ButcherTable } from "../table.js";

/** Butcher table of the explicit Euler method. */
export const eulerTable: ButcherTable = { name: "euler", order: 1, a: [[]], b: [1], c: [0] };

/**
 * The explicit Euler method, `y₁ = y + h f(y, t)`: first order, one evaluation a step.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1
 * @example solve((y) => -y, 1, { t0: 0, t1: 1, method: euler({ steps: 10 }) }).y // 0.9¹⁰ = 0.34867844…
 */
export const euler = (options: FixedOptions): OdeMethod => fixedMethod(eulerTable, options);
