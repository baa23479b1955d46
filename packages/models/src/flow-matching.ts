import type { Distribution } from "@nami/distributions";
import { OptionError, ShapeError } from "@nami/errors";
import type { OdeMethod } from "@nami/solvers";
import { sameShape, showShape, type Tensor, type TensorBackend } from "@nami/tensor-backend";
import { bindFlow } from "./bind-flow.js";
import type { FlowProcess } from "./flow-process.js";
import { checkModel, type Model, statedEventShape } from "./model.js";

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
 * dx/dt = v(x, t); samples go from t = 1 to t = 0, and log p(x) = log p_base(x₁) + ∫₀¹ ∇·v dt.
 *
 * @throws OptionError when the field is not a function, or there is no base, solver or backend
 * @throws ShapeError when field and base state different event shapes
 * @example
 * const flow = flowMatching({ field: field.with(params), base: standardNormal([2]), solver: rk4({ steps: 100 }), backend });
 * const x = await flow.bind().sample([2000], { key: key(0) });
 * @see Lipman et al. 2023, https://arxiv.org/abs/2210.02747
 */
export function flowMatching(options: FlowMatchingOptions): FlowMatching {
  const { field, base, solver, backend } = options ?? {};
  checkModel("flowMatching", field);
  if (typeof backend?.compile !== "function")
    throw new OptionError(
      `flowMatching: backend must be a tensor backend, got ${typeof backend}. Pass for example backend: referenceBackend().`,
    );
  if (typeof base?.sample !== "function")
    throw new OptionError(
      `flowMatching: base must be a distribution, got ${typeof base}. Pass for example base: standardNormal([2]).`,
    );
  if (!solver?.stepping)
    throw new OptionError(
      `flowMatching: solver must be a method, got ${typeof solver}. Pass for example solver: rk4({ steps: 100 }).`,
    );
  const event = statedEventShape(field);
  if (event && !sameShape(event, base.eventShape))
    throw new ShapeError(
      `flowMatching: field and base must have one event shape, got ${showShape(event)} and ${showShape(base.eventShape)}. Pass base: standardNormal(${showShape(event)}).`,
    );
  return Object.freeze<FlowMatching>({ bind: (condition) => bindFlow(options, condition) });
}
