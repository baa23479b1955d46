import type { Tensor, Tree } from "@nami/tensor-backend";

/**
 * A rule that turns gradients into updates: a pair of pure functions over trees, with its memory as a value.
 *
 * Both are traced into the compiled training step, so they compose like any formula:
 * `params ← params + updates`.
 *
 * @see https://optax.readthedocs.io (gradient transformations), whose shape this has
 */
export interface Optimizer {
  /**
   * Whether the rule treats all entries alike, whatever tensor they are in (a norm over all of them included). The
   * trainer then gives it one vector of all parameters in place of the tree: a fraction of the kernels.
   */
  readonly entrywise?: boolean;
  /** The state before the first step, from the parameters; `{}` for a rule without memory. */
  init(params: Tree<Tensor>): Tree<Tensor>;
  /**
   * One step.
   *
   * @param gradients of the loss, in the structure of the parameters
   * @param state of the last step, or of `init`
   * @param params before the step
   * @param step a scalar that counts steps from 1
   * @returns what to add to the parameters, and the next state
   */
  update<P extends Tree<Tensor>>(
    gradients: P,
    state: Tree<Tensor>,
    params: P,
    step: Tensor,
  ): [updates: P, state: Tree<Tensor>];
}
