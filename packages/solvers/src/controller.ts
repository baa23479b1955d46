import { requireNone, requireThat } from "./check.js";

/** How much a step changes after an attempt. */
export interface StepController {
  /**
   * The factor on |h| after an attempt whose error is a number. The caller keeps the step from growing right after a
   * rejection.
   *
   * @param error norm of the error in units of the tolerance: the attempt is accepted at 1 and below
   * @param previous error of the last accepted attempt of the row; 0 before the first
   * @param errorOrder q of the table
   */
  factor(error: number, previous: number, errorOrder: number): number;
}

/** Bounds of a controller. */
export interface ControllerOptions {
  /** Part of the ideal step that is taken; default 0.9. */
  readonly safety?: number;
  /** Least factor; default 0.2. */
  readonly minFactor?: number;
  /** Greatest factor; default 10. */
  readonly maxFactor?: number;
}

/**
 * The integral controller: `safety · error^(−1/(q+1))` within its bounds.
 *
 * @throws OptionError when an option is not above 0, or the bounds are the wrong way round
 * @example iController().factor(1, 0, 4) // 0.9
 * @see Hairer, Nørsett, Wanner II.4, (4.13); the defaults are those of SciPy's `RungeKutta`
 */
export const iController = (options: ControllerOptions = {}): StepController =>
  controller("iController", options, 0);

/**
 * `safety · error^(0.75 β − 1/(q+1)) · previous^β` within its bounds.
 *
 * @throws OptionError unless all bounds are above 0, the least below the greatest
 */
export const controller = (
  caller: string,
  { safety = 0.9, minFactor = 0.2, maxFactor = 10, ...left }: ControllerOptions,
  beta: number,
): StepController => {
  requireNone(caller, left);
  requireThat(
    safety > 0 && minFactor > 0 && maxFactor > minFactor,
    `${caller}: safety and factors must be above 0 and in order`,
    [safety, minFactor, maxFactor].join(),
    "Leave them out.",
  );
  return {
    factor: (error, previous, errorOrder) => {
      const exponent = 1 / (errorOrder + 1);
      // A greater weight outweighs the error: steps would shrink because the last ones were good.
      const weight = Math.min(beta, 0.4 * exponent);
      // The power takes more than twice as long.
      const ideal = safety / Math.exp(Math.log(error) * (exponent - 0.75 * weight));
      const before = weight && error <= 1 ? Math.max(previous, 1e-4) ** weight : 1;
      return Math.min(maxFactor, Math.max(minFactor, ideal * before));
    },
  };
};
