import { type FixedOptions, fixedMethod } from "../fixed-steps.js";
import type { OdeMethod } from "../pacer.js";
import type { ButcherTable } from "../table.js";

const table = (): ButcherTable => ({
  name: "rk4",
  order: 4,
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
  c: [0, 1 / 2, 1 / 2, 1],
});

/** Butcher table of the classical Runge–Kutta method. */
export const rk4Table: ButcherTable = /* @__PURE__ */ table();

/**
 * The classical Runge–Kutta method: fourth order, four evaluations a step.
 *
 * `y₁ = y + (h/6)(k₁ + 2k₂ + 2k₃ + k₄)`.
 *
 * @throws OptionError when `steps` is not a whole number of at least 1
 * @example solve((y) => -y, 1, { t0: 0, t1: 1, method: rk4({ steps: 10 }) }).y // 0.36787977…, error 3.3e-7
 * @see Kutta, Beitrag zur näherungsweisen Integration totaler Differentialgleichungen (1901)
 */
export const rk4 = (options: FixedOptions): OdeMethod => fixedMethod(rk4Table, options);
