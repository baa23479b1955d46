import { checkOptions } from "@nami/errors";
import { add, mul, neg, type Tensor, type Tree, treeMap, zeros } from "@nami/tensor-backend";
import { checkDecay, checkRate, type LearningRate, rateAt } from "./learning-rate.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Step size, or a function of the step. */
  readonly learningRate: LearningRate;
  /** The share μ of the velocity that a step keeps, in [0, 1). Default 0: no velocity, and no state. */
  readonly momentum?: number;
}

/**
 * Gradient descent: v ← μ v + g, θ ← θ − η v.
 *
 * @returns an optimizer; its state is `{ velocity }` in the structure of the parameters, `{}` without momentum
 * @throws OptionError for a negative or non-finite rate, or a momentum outside [0, 1)
 * @example
 * sgd({ learningRate: 0.1, momentum: 0.9 });
 * @see torch.optim.SGD with dampening 0; Polyak 1964, doi 10.1016/0041-5553(64)90137-5
 */
export function sgd(options: SgdOptions): Optimizer {
  checkOptions<SgdOptions>("sgd", options, { learningRate: true, momentum: true });
  const { learningRate, momentum = 0 } = options;
  checkRate("sgd", learningRate);
  checkDecay("sgd", "momentum", momentum);
  return Object.freeze<Optimizer>({
    entrywise: true,
    init: (params) => (momentum ? { velocity: treeMap((p) => zeros(p.shape, p.dtype), params) } : {}),
    update: (gradients, state, _params, step) => {
      const rate = neg(rateAt(learningRate, step));
      if (!momentum) return [treeMap((g) => mul(g, rate), gradients), {}];
      const before = (state as { readonly velocity: Tree<Tensor> }).velocity;
      const velocity = treeMap((g, v) => add(mul(v, momentum), g), gradients, before);
      return [treeMap((v) => mul(v, rate), velocity), { velocity }];
    },
  });
}
