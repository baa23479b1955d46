import { checkOptions } from "@nami/errors";
import { add, div, mul, sub, type Tensor, type Tree, treeMap } from "@nami/tensor-backend";
import { gatheredWeight } from "./optimizers/debias.js";
import { checkDecay } from "./optimizers/learning-rate.js";

/** Options of {@link ema}. */
export interface EmaOptions {
  /** The share d of the average that a step keeps, in [0, 1). */
  readonly decay: number;
}

/** An exponential average of parameters, as pure functions over trees. */
export interface Ema {
  readonly decay: number;
  /** The average before the first step: the parameters themselves. */
  init<P extends Tree<Tensor>>(params: P): P;
  /**
   * The average after a step.
   *
   * @param average after the step before
   * @param params after the step
   * @param step a scalar that counts steps from 1
   */
  update<P extends Tree<Tensor>>(average: P, params: P, step: Tensor): P;
}

/**
 * An exponential moving average of the parameters, without bias towards where they began:
 *
 * avgₙ = Σₖ dⁿ⁻ᵏ θₖ / Σₖ dⁿ⁻ᵏ over the steps k = 1 … n, kept as avg ← avg + (1 − d)/(1 − dⁿ) · (θ − avg).
 *
 * Early on it is close to a plain mean of the steps so far, and the initial parameters have no weight in it from the
 * first step on; after some 1/(1 − d) steps it is the usual d · avg + (1 − d) · θ.
 *
 * @throws OptionError when the decay is outside [0, 1)
 * @example
 * trainer({ ...options, ema: { decay: 0.999 } }); // then await t.emaParams()
 * @see Kingma and Ba 2015, https://arxiv.org/abs/1412.6980, section 7.2 (averaging with bias correction)
 */
export function ema(options: EmaOptions): Ema {
  checkOptions<EmaOptions>("ema", options, { decay: true });
  const { decay } = options;
  checkDecay("ema", "decay", decay);
  return Object.freeze<Ema>({
    decay,
    init: (params) => params,
    update: (average, params, step) => {
      const weight = div(1 - decay, gatheredWeight(decay, step));
      return treeMap((mean, value) => add(mean, mul(sub(value, mean), weight)), average, params);
    },
  });
}
