import { OptionError } from "@nami/errors";
import { add, mul, type Numeric, neg, type Tensor, type Tree, treeMap } from "@nami/tensor-backend";

/** Options of optimizers whose decay of the weights is apart from the gradient. */
export interface WeightDecayOptions {
  /** λ ≥ 0: a step of size η takes the share η λ from the weights. */
  readonly weightDecay?: number;
  /**
   * Which parameters decay, for example `({ shape }) => shape.length > 1` for matrices and no biases. Default: all, which
   * lets the trainer keep them in one vector and is quicker.
   */
  readonly decays?: (parameter: Tensor) => boolean;
}

/** Updates with − η λ θ added where parameters decay. */
export function decayed<P extends Tree<Tensor>>(
  updates: P,
  params: P,
  rate: Numeric,
  { weightDecay, decays = () => true }: WeightDecayOptions & { readonly weightDecay: number },
): P {
  if (weightDecay === 0) return updates;
  const share = typeof rate === "number" ? -rate * weightDecay : neg(mul(rate, weightDecay));
  return treeMap((u, p) => (decays(p) ? add(u, mul(p, share)) : u), updates, params);
}

/** @throws OptionError unless the decay is a finite number of 0 or more and the choice a function */
export function checkWeightDecay(
  caller: string,
  { weightDecay, decays }: WeightDecayOptions & { readonly weightDecay: number },
): void {
  if (!(Number.isFinite(weightDecay) && weightDecay >= 0))
    throw new OptionError(
      `${caller}: weightDecay must be a finite number of 0 or more, got ${weightDecay}. Pass 0.01.`,
    );
  if (decays !== undefined && typeof decays !== "function")
    throw new OptionError(
      `${caller}: decays must be a function of a parameter, got ${typeof decays}. Pass ({ shape }) => shape.length > 1.`,
    );
}
