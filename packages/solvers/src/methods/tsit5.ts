import { type AdaptiveOptions, embeddedMethod } from "../adaptive-steps.js";
import type { FixedOptions } from "../fixed-steps.js";
import type { OdeMethod } from "../pacer.js";
import type { EmbeddedTable } from "../table.js";

const b = [
  0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774,
];

/** Butcher table of Tsitouras' 5(4) pair with its fourth-order interpolant. */
export const tsit5Table: EmbeddedTable = {
  name: "tsit5",
  order: 5,
  errorOrder: 4,
  fsal: true,
  a: [
    [],
    [0.161],
    [-0.008480655492356989, 0.335480655492357],
    [2.8971530571054935, -6.359448489975075, 4.3622954328695815],
    [5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525],
    [5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383],
    b,
  ],
  b,
  c: [0, 0.161, 0.327, 0.9, 0.9800255409045097, 1, 1],
  error: [
    0.0017800110522257771, 0.0008164344596567469, -0.007880878010261995, 0.1447110071732629,
    -0.5823571654525552, 0.45808210592918697, -0.015151515151515152,
  ],
  bumps: [
    {
      powers: [2, 2],
      weights: [
        -1.0530884977290216, 0.1017, 2.4906272856512528, -16.548102889244902, 47.37952196281928,
        -34.87065786149661, 2.5,
      ],
    },
  ],
};

/**
 * Tsitouras' fifth-order method with an embedded fourth-order error estimate and step-size control: six evaluations an
 * attempt, with smaller error coefficients than `dopri5`.
 *
 * @param options tolerances, or `{ steps }` or `{ grid }` for steps without control
 * @throws OptionError when `rtol` or `atol` is missing or out of range, or a step bound is not positive
 * @example solve((y) => -y, 1, { t0: 0, t1: 1, method: tsit5({ rtol: 1e-5, atol: 1e-5 }) }).y // 0.36788…
 * @see Tsitouras, Runge–Kutta pairs of order 5(4) satisfying only the first column simplifying assumption,
 * Comput. Math. Appl. 62 (2011); the decimals are the paper's, its signs of the error turned round
 */
export const tsit5 = (options: AdaptiveOptions | FixedOptions): OdeMethod =>
  embeddedMethod(tsit5Table, options);
