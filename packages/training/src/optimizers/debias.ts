import { expm1, full, mul, neg, type Tensor } from "@nami/tensor-backend";

/**
 * 1 − βⁿ: the weight that an exponential average over n steps, begun at zero, has gathered.
 *
 * It is computed as −expm1(n ln β): in float32, 1 − 0.999 alone would lose four digits.
 *
 * @param decay β in [0, 1)
 * @param step the scalar n
 */
export const gatheredWeight = (decay: number, step: Tensor): Tensor =>
  decay === 0 ? full([], 1, step.dtype) : neg(expm1(mul(step, Math.log(decay))));
