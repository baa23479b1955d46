import { checkOptions } from "@nami/errors";
import { add, matmul, split, type Tensor, uniform } from "@nami/tensor-backend";
import { checkSize, type InitOptions, type Network } from "./network.js";

/** Weight `[inputs, outputs]` and bias `[outputs]`. */
export type LinearParams = Readonly<{ weight: Tensor; bias: Tensor }>;

/** Options of {@link linear}. */
export interface LinearOptions {
  /** Size of the last axis of x. */
  readonly inputs: number;
  /** Size of the last axis of the result. */
  readonly outputs: number;
}

/**
 * An affine map of the last axis: y = x W + b.
 *
 * Weight and bias start uniform in ±1/√inputs, as `torch.nn.Linear` does.
 *
 * @throws OptionError when a size is not a positive integer
 * @example
 * const layer = linear({ inputs: 3, outputs: 2 });
 * layer.apply(layer.init(key(0)), zeros([5, 3])).shape // [5, 2]
 * @see He et al. 2015, https://arxiv.org/abs/1502.01852, with gain √(1/3)
 */
export function linear(options: LinearOptions): Network<LinearParams> {
  checkOptions<LinearOptions>("linear", options, { inputs: true, outputs: true });
  const { inputs, outputs } = options;
  checkSize("linear", "inputs", inputs);
  checkSize("linear", "outputs", outputs);
  const bound = 1 / Math.sqrt(inputs);
  return Object.freeze<Network<LinearParams>>({
    init: (key, options = {}) => {
      checkOptions<InitOptions>("init", options, { dtype: true });
      const { dtype = "float32" } = options;
      const [weights, biases] = split(key);
      return {
        weight: uniform(weights, [inputs, outputs], { low: -bound, high: bound, dtype }),
        bias: uniform(biases, [outputs], { low: -bound, high: bound, dtype }),
      };
    },
    apply: ({ weight, bias }, x) => add(matmul(x, weight), bias),
  });
}
