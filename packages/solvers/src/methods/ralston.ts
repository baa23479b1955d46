import { type FixedOptions, fixedMethod } from "../fixed-steps.js";
import type { OdeMethod } from "../pacer.js";
import type { ButcherTable } from "../table.js";

const table = (): ButcherTable => ({
  name: "ralston",
  order: 2,
  a: [[], [2 / 3]],
  b: [1 / 4, 3 / 4],
  c: [0, 2 / 3],
});

/** Butcher table of Ralston's second-order method. */
export const ralstonTable: ButcherTable = /* @__PURE__ */ table();

/**
 * Ralston's method: of all second-order methods with two stages the one with the smallest bound on its local error.
 *
 * `k₁ = f(y, t)`, `k₂ = f(y + (2h/3) k₁, t + 2h/3)`, `y₁ = y + (h/4)(k₁ + 3k₂)`.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1
 * @example solve((y) => -y, 1, { t0: 0, t1: 1, method: ralston({ steps: 10 }) }).y // 0.905¹⁰ = 0.36854098…
 * @see Ralston, Runge–Kutta methods with minimum error bounds, Math. Comp. 16 (1962)
 */
export const ralston = (options: FixedOptions): OdeMethod => fixedMethod(ralstonTable, options);
