import { OptionError } from "@nami/errors";
import type { Tensor, Tree } from "@nami/tensor-backend";
import type { Optimizer } from "./optimizer.js";

/**
 * Optimizers one after the other: each takes the updates of the one before as its gradients.
 *
 * @returns an optimizer; its state is the array of their states
 * @throws OptionError without any
 * @example
 * chain(clipByGlobalNorm(1), sgd({ learningRate: 0.1 }));
 */
export function chain(...parts: readonly Optimizer[]): Optimizer {
  if (parts.length === 0)
    throw new OptionError("chain: at least one optimizer is needed, got none. Pass adam(), for example.");
  return Object.freeze<Optimizer>({
    entrywise: parts.every(({ entrywise }) => entrywise === true),
    init: (params) => parts.map((part) => part.init(params)),
    update: (gradients, state, params, step) => {
      const states = state as readonly Tree<Tensor>[];
      let updates = gradients;
      const next = parts.map((part, i) => {
        const [moved, after] = part.update(updates, states[i]!, params, step);
        updates = moved;
        return after;
      });
      return [updates, next];
    },
  });
}
