import { checkOptions } from "@nami/errors";
import { type AdamOptions, adamUnder } from "./adam.js";
import { rateAt } from "./learning-rate.js";
import type { Optimizer } from "./optimizer.js";
import { checkWeightDecay, decayed, type WeightDecayOptions } from "./weight-decay.js";

/** Options of {@link adamw}. */
export interface AdamWOptions extends AdamOptions, WeightDecayOptions {
  /** λ ≥ 0: a step of size η takes the share η λ from the weights. Default 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam with decay of the weights apart from the gradient: θ ← θ − η λ θ − η m̂/(√v̂ + ε), with the moments of `adam`, which
 * it equals for λ = 0.
 *
 * @returns an optimizer; its state is that of `adam`
 * @throws OptionError as `adam` does, and for a decay that is negative or not finite
 * @example
 * adamw({ learningRate: 1e-3, weightDecay: 0.01, decays: ({ shape }) => shape.length > 1 });
 * @see Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101, Algorithm 2; the decay is scaled by η as in
 * torch.optim.AdamW
 */
export function adamw(options: AdamWOptions = {}): Optimizer {
  checkOptions<AdamWOptions>("adamw", options, {
    learningRate: true,
    beta1: true,
    beta2: true,
    epsilon: true,
    weightDecay: true,
    decays: true,
  });
  const { learningRate = 1e-3, weightDecay = 0.01, decays, ...moments } = options;
  const decay = { weightDecay, ...(decays !== undefined && { decays }) };
  const adam = adamUnder("adamw", { learningRate, ...moments });
  checkWeightDecay("adamw", decay);
  return Object.freeze<Optimizer>({
    entrywise: !decays,
    init: adam.init,
    update: (gradients, state, params, step) => {
      const [updates, after] = adam.update(gradients, state, params, step);
      return [decayed(updates, params, rateAt(learningRate, step), decay), after];
    },
  });
}
