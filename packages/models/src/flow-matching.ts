import type { Distribution } from "@nami/distributions";
import { checkOptions, OptionError } from "@nami/errors";
import type { Path } from "@nami/paths";
import type { OdeMethod } from "@nami/solvers";
import type { Tensor, TensorBackend } from "@nami/tensor-backend";
import { bindProcess } from "./bind-process.js";
import { odeCarrier } from "./carrier.js";
import { checkTimesInside, checkTimesOfSchedule } from "./diffusion-ends.js";
import type { FlowProcess } from "./flow-process.js";
import { type Model, statedPath } from "./model.js";
import type { OutputTransform } from "./output-transform.js";
import { checkParts } from "./process-parts.js";

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
  /** What points go through last: `tanhOutput()`, `affineOutput({ scale, shift })`, or one's own. Default: nothing. */
  readonly output?: OutputTransform;
  /** Time at the noise end. Default: that of the path that the field states, else 1. */
  readonly t0?: number;
  /** Time at the data end. Default: that of the path that the field states, else 0. */
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
 * dx/dt = v(x, t); samples go from t = 1 to t = 0, and log p(x) = log p_base(x₁) + ∫₀¹ ∇·v dt. A field that states its path has the
 * times of that, whichever way they run.
 *
 * @throws OptionError when the field is not a function, or there is no base, solver or backend, or a time is not finite, outside
 * of the interval of the path that the field states, or at the wrong end of it
 * @throws ShapeError when field and base state different event shapes
 * @example
 * const flow = flowMatching({ field: field.with(params), base: standardNormal([2]), solver: rk4({ steps: 100 }), backend });
 * const x = await flow.bind().sample([2000], { key: key(0) });
 * @see Lipman et al. 2023, https://arxiv.org/abs/2210.02747
 */
export function flowMatching(options: FlowMatchingOptions): FlowMatching {
  checkOptions<FlowMatchingOptions>("flowMatching", options, {
    field: true,
    base: true,
    solver: true,
    backend: true,
    output: true,
    t0: true,
    t1: true,
  });
  const { field, base, solver, backend, output } = options;
  checkParts("flowMatching", { field, base, backend });
  if (!solver?.stepping)
    throw new OptionError(
      `flowMatching: solver must be a method, got ${typeof solver}. Pass for example solver: rk4({ steps: 100 }).`,
    );
  const path = statedPath(field) as Partial<Path> | undefined;
  const { schedule, orientation = "dataToNoise" } = path ?? {};
  const [low, high] = schedule?.interval ?? [0, 1];
  const [noiseEnd, dataEnd] = orientation === "dataToNoise" ? [high, low] : [low, high];
  const { t0 = noiseEnd, t1 = dataEnd } = options;
  if (path) checkTimesOfSchedule("flowMatching", { interval: [low, high], orientation }, { t0, t1 });
  else checkTimesInside("flowMatching", undefined, { t0, t1 });
  const process = { name: "flowMatching", base, backend, t0, t1, velocity: field, odeSolver: solver, output };
  const carrier = odeCarrier(field, solver);
  return Object.freeze<FlowMatching>({
    bind: (condition) => bindProcess({ ...process, carrier }, condition),
  });
}
