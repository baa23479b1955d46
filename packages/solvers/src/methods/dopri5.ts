import { type AdaptiveOptions, embeddedMethod } from "../adaptive-steps.js";
import type { FixedOptions } from "../fixed-steps.js";
import type { OdeMethod } from "../pacer.js";
import type { EmbeddedTable } from "../table.js";

const table = (): EmbeddedTable => {
  const b = [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84];
  return {
    name: "dopri5",
    order: 5,
    errorOrder: 4,
    fsal: true,
    a: [
      [],
      [1 / 5],
      [3 / 40, 9 / 40],
      [44 / 45, -56 / 15, 32 / 9],
      [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
      [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
      b,
    ],
    b,
    c: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1],
    error: [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40],
    bumps: [
      {
        powers: [2, 2],
        weights: [
          -12715105075 / 11282082432,
          0,
          87487479700 / 32700410799,
          -10690763975 / 1880347072,
          701980252875 / 199316789632,
          -1453857185 / 822651844,
          69997945 / 29380423,
        ],
      },
    ],
  };
};

/** Butcher table of Dormand and Prince's 5(4) pair with Shampine's fourth-order interpolant. */
export const dopri5Table: EmbeddedTable = /* @__PURE__ */ table();

/**
 * Dormand and Prince's fifth-order method with an embedded fourth-order error estimate and step-size control:
 * six evaluations an attempt, two more at the start (one with `firstStep`).
 *
 * @param options tolerances, or `{ steps }` or `{ grid }` for steps without control
 * @throws OptionError when `rtol` or `atol` is missing or out of range, or a step bound is not positive
 * @example solve((y) => -y, 1, { t0: 0, t1: 1, method: dopri5({ rtol: 1e-5, atol: 1e-5 }) }) // y 0.36788173…, 26 evaluations
 * @see Dormand, Prince, A family of embedded Runge–Kutta formulae, J. Comput. Appl. Math. 6 (1980);
 * Shampine, Some practical Runge–Kutta formulas, Math. Comp. 46 (1986), for the interpolant
 */
export const dopri5 = (options: AdaptiveOptions | FixedOptions): OdeMethod =>
  embeddedMethod(dopri5Table, options);
