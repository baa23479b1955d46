import type { Distribution } from "@nami/distributions";
import type { OdeMethod } from "@nami/solvers";
import type { Tensor, TensorBackend } from "@nami/tensor-backend";
import { bindFlow, type FlowProcess } from "./flow-process.js";
import type { Model } from "./model.js";

/** What a flow is made of. */
export interface FlowMatchingOptions {
  /** The velocity, e.g. `field.with(params)`: any function `(x, t, condition?) => v`. */
  readonly field: Model;
  /** Distribution at the noise end. */
  readonly base: Distribution;
  /** How to integrate, e.g. `rk4({ steps: 100 })` or `dopri5({ rtol: 1e-5, atol: 1e-5 })`. */
  readonly solver: OdeMethod;
  /** What runs the steps. */
  readonly backend: TensorBackend;
  /** Time at the noise end. Default 1. */
  readonly t0?: number;
  /** Time at the data end. Default 0. */
  readonly t1?: number;
}

/** A flow that waits for its condition. */
export interface FlowMatching {
  /**
   * The process for one condition, or for none.
   *
   * @param condition `[batch…, features]`; its batch axes come after the sample shape
   */
  bind(condition?: Tensor): FlowProcess;
}

/**
 * A continuous flow between a base distribution (t = 1) and data (t = 0): define it once, bind conditions later.
 *
 * @example
 * const flow = flowMatching({ field: field.with(params), base: standardNormal([2]), solver: rk4({ steps: 100 }), backend });
 * const x = await flow.bind().sample([2000], { key: key(0) });
 * @see Lipman et al. 2023, https://arxiv.org/abs/2210.02747
 */
export function flowMatching(options: FlowMatchingOptions): FlowMatching {
  return Object.freeze<FlowMatching>({ bind: (condition) => bindFlow(options, condition) });
}
