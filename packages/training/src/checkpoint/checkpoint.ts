import type { Key, Tensor, Tree } from "@nami/tensor-backend";

/**
 * All that training needs to go on as if it had never stopped. Values are on the host.
 *
 * Randomness is the key and the step, and nothing else: batches and draws of step n come from `key` and n.
 */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  /** The key of the run. */
  readonly key: Key;
  readonly params: Tree<Tensor>;
  /** State of the optimizer. */
  readonly optimizer: Tree<Tensor>;
  /** Average of the parameters, where one is kept. */
  readonly ema?: Tree<Tensor>;
  /** What the caller wants to know later: a hash of the configuration, a description of the field. */
  readonly metadata: Readonly<Record<string, string>>;
}
