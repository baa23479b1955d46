import { requireNumber } from "./check.js";
import { type ControllerOptions, controller, type StepController } from "./controller.js";

/** Options of {@link piController}. */
export interface PiOptions extends ControllerOptions {
  /**
   * Weight of the error before, 0 to 0.2; default 0.04. At 0 the controller is the integral one. Of more than 0.4/(q+1), for dopri5
   * 0.08, that much is taken: beyond it steps would shrink because the last ones were good.
   */
  readonly beta?: number;
}

/**
 * The proportional–integral controller: `safety · error^(−1/(q+1) + 0.75 β) · previous^β` within its bounds. It changes
 * the step more smoothly than the integral one: fewer rejections where stability limits the step (mildly stiff
 * problems), a few more evaluations elsewhere.
 *
 * @throws OptionError when `beta` is not between 0 and 0.2, or as `iController`
 * @example dopri5({ rtol: 1e-6, atol: 1e-6, controller: piController() })
 * @see Hairer, Nørsett, Wanner IV.2; Gustafsson, Control theoretic techniques for stepsize selection (1991)
 */
export const piController = ({ beta = 0.04, ...options }: PiOptions = {}): StepController => {
  requireNumber("piController", "beta", beta, beta >= 0 && beta <= 0.2, "between 0 and 0.2");
  return controller("piController", options, beta);
};
