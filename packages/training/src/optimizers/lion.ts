import { checkOptions } from "@nami/errors";
import { add, mul, neg, sign, type Tensor, type Tree, treeMap, zeros } from "@nami/tensor-backend";
import { checkDecay, checkRate, type LearningRate, rateAt } from "./learning-rate.js";
import type { Optimizer } from "./optimizer.js";
import { checkWeightDecay, decayed, type WeightDecayOptions } from "./weight-decay.js";

/** Options of {@link lion}. */
export interface LionOptions extends WeightDecayOptions {
  /** Step size η, or a function of the step. Default 1e-4: a third to a tenth of that of Adam. */
  readonly learningRate?: LearningRate;
  /** The share β₁ of the momentum in the direction of a step, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** The share β₂ of the momentum that a step keeps, in [0, 1). Default 0.99. */
  readonly beta2?: number;
  /** λ ≥ 0: a step of size η takes the share η λ from the weights. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Lion: steps of one size in every entry, with one moment:
 *
 * - θ ← θ − η (sign(β₁ m + (1 − β₁) g) + λ θ)
 * - m ← β₂ m + (1 − β₂) g
 *
 * An entry whose direction is exactly 0 stays.
 *
 * @returns an optimizer; its state is `{ momentum }` in the structure of the parameters
 * @throws OptionError for a negative or non-finite rate or decay, or a β outside [0, 1)
 * @example
 * lion({ learningRate: 1e-4, weightDecay: 0.1 });
 * @see Chen et al. 2023, https://arxiv.org/abs/2302.06675, Algorithm 2
 */
export function lion(options: LionOptions = {}): Optimizer {
  checkOptions<LionOptions>("lion", options, {
    learningRate: true,
    beta1: true,
    beta2: true,
    weightDecay: true,
    decays: true,
  });
  const { learningRate = 1e-4, beta1 = 0.9, beta2 = 0.99, weightDecay = 0, decays } = options;
  const decay = { weightDecay, ...(decays !== undefined && { decays }) };
  checkRate("lion", learningRate);
  checkDecay("lion", "beta1", beta1);
  checkDecay("lion", "beta2", beta2);
  checkWeightDecay("lion", decay);
  return Object.freeze<Optimizer>({
    entrywise: !decays,
    init: (params) => ({ momentum: treeMap((p) => zeros(p.shape, p.dtype), params) }),
    update: (gradients, state, params, step) => {
      const rate = rateAt(learningRate, step);
      const before = (state as { readonly momentum: Tree<Tensor> }).momentum;
      const blend = (share: number) => (g: Tensor, m: Tensor) => add(mul(m, share), mul(g, 1 - share));
      const steps = treeMap((g, m) => mul(sign(blend(beta1)(g, m)), neg(rate)), gradients, before);
      const momentum = treeMap(blend(beta2), gradients, before);
      return [decayed(steps, params, rate, decay), { momentum }];
    },
  });
}
