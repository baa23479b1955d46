import { type AdaptiveOptions, embeddedMethod } from "../adaptive-steps.js";
import type { FixedOptions } from "../fixed-steps.js";
import type { OdeMethod } from "../pacer.js";
import type { EmbeddedTable } from "../table.js";

const table = (): EmbeddedTable => ({
  name: "bosh3",
  order: 3,
  errorOrder: 2,
  fsal: true,
  a: [[], [1 / 2], [0, 3 / 4], [2 / 9, 1 / 3, 4 / 9]],
  b: [2 / 9, 1 / 3, 4 / 9],
  c: [0, 1 / 2, 3 / 4, 1],
  error: [-5 / 72, 1 / 12, 1 / 9, -1 / 8],
});

/** Butcher table of Bogacki and Shampine's 3(2) pair. */
export const bosh3Table: EmbeddedTable = /* @__PURE__ */ table();

/**
 * Bogacki and Shampine's third-order method with an embedded second-order error estimate and step-size control: three
 * evaluations an attempt. For loose tolerances (1e-2 … 1e-4) and right-hand sides with kinks.
 *
 * @param options tolerances, or `{ steps }` or `{ grid }` for steps without control
 * @throws OptionError when `rtol` or `atol` is missing or out of range, or a step bound is not positive
 * @example solve((y) => -y, 1, { t0: 0, t1: 1, method: bosh3({ rtol: 1e-3, atol: 1e-3 }) }).y // 0.3677…
 * @see Bogacki, Shampine, A 3(2) pair of Runge–Kutta formulas, Appl. Math. Lett. 2 (1989)
 */
export const bosh3 = (options: AdaptiveOptions | FixedOptions): OdeMethod =>
  embeddedMethod(bosh3Table, options);
