import { checkOptions, OptionError } from "@nami/errors";
import { add, div, mul, neg, sqrt, type Tensor, type Tree, treeMap, zeros } from "@nami/tensor-backend";
import { gatheredWeight } from "./debias.js";
import { checkDecay, checkRate, type LearningRate, rateAt } from "./learning-rate.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Step size η, or a function of the step. Default 1e-3. */
  readonly learningRate?: LearningRate;
  /** Decay β₁ of the mean of the gradients, in [0, 1). Default 0.9. */
  readonly beta1?: number;
  /** Decay β₂ of the mean of their squares, in [0, 1). Default 0.999. */
  readonly beta2?: number;
  /** ε > 0, which bounds the step where gradients vanish. Default 1e-8. */
  readonly epsilon?: number;
}

type AdamState = { readonly firstMoment: Tree<Tensor>; readonly secondMoment: Tree<Tensor> };

/**
 * Adam, with both bias corrections, n counting from 1:
 *
 * - m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g²
 * - θ ← θ − η · m/(1 − β₁ⁿ) / (√(v/(1 − β₂ⁿ)) + ε)
 *
 * The corrections are moved to the scalars, which is the same number: η √(1 − β₂ⁿ)/(1 − β₁ⁿ) · m / (√v + ε √(1 − β₂ⁿ)).
 *
 * @returns an optimizer; its state is `{ firstMoment, secondMoment }`, each in the structure of the parameters
 * @throws OptionError for a negative or non-finite rate, a β outside [0, 1) or an ε that is not positive
 * @example
 * adam({ learningRate: 1e-3 });
 * @see Kingma and Ba 2015, https://arxiv.org/abs/1412.6980, Algorithm 1 and the end of section 2; torch.optim.Adam
 */
export function adam(options: AdamOptions = {}): Optimizer {
  checkOptions<AdamOptions>("adam", options, {
    learningRate: true,
    beta1: true,
    beta2: true,
    epsilon: true,
  });
  return adamUnder("adam", options);
}

/** Adam, whose errors name another caller. */
export function adamUnder(
  caller: string,
  { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
): Optimizer {
  checkRate(caller, learningRate);
  checkDecay(caller, "beta1", beta1);
  checkDecay(caller, "beta2", beta2);
  if (!(Number.isFinite(epsilon) && epsilon > 0))
    throw new OptionError(`${caller}: epsilon must be a finite number above 0, got ${epsilon}. Pass 1e-8.`);
  return Object.freeze<Optimizer>({
    entrywise: true,
    init: (params) => {
      const still = treeMap((p) => zeros(p.shape, p.dtype), params);
      return { firstMoment: still, secondMoment: still };
    },
    update: (gradients, state, _params, step) => {
      const before = state as AdamState;
      const blend = (average: Tensor, value: Tensor, decay: number): Tensor =>
        add(mul(average, decay), mul(value, 1 - decay));
      const first = treeMap((g, m) => blend(m, g, beta1), gradients, before.firstMoment);
      const second = treeMap((g, v) => blend(v, mul(g, g), beta2), gradients, before.secondMoment);
      const root = sqrt(gatheredWeight(beta2, step));
      const rate = neg(mul(rateAt(learningRate, step), div(root, gatheredWeight(beta1, step))));
      const floor = mul(root, epsilon);
      const updates = treeMap((m, v) => mul(div(m, add(sqrt(v), floor)), rate), first, second);
      return [updates, { firstMoment: first, secondMoment: second }];
    },
  });
}
