import {
  arange,
  broadcastTo,
  cast,
  equal,
  expandDims,
  jvp,
  mul,
  reshape,
  type Shape,
  sizeOf,
  sum,
  type Tensor,
} from "@nami/tensor-backend";
import { checkDivergenceOptions, checkProbeOptions, type DivergenceEstimator } from "./estimator.js";
import { batchNdim, checkedField, eventAxes } from "./event.js";

/** All d unit vectors of an event: `[d, 1…, event…]` with as many ones as x has batch axes. */
function unitVectors({ shape, dtype }: Tensor, eventNdim: number): Tensor {
  const batch = batchNdim("exactDivergence", shape, eventNdim);
  const event = shape.slice(batch);
  const d = sizeOf(event);
  const index = arange(0, d, 1, "int32");
  const identity = cast(equal(expandDims(index, 1), index), dtype);
  const ones: Shape = new Array<number>(batch).fill(1);
  return reshape(identity, [d, ...ones, ...event]);
}

/**
 * The exact divergence, ∇·v = Σᵢ eᵢᵀ (∂v/∂x) eᵢ, by forward mode along all d unit vectors at once.
 *
 * Costs about as much as d + 1 evaluations of the field, in one program whose size does not depend on d.
 *
 * @returns an estimator without probes; its estimates are `[batch…, 1]`
 * @throws ShapeError, from `apply`, when the field returns another shape than its points or has fewer axes than an event
 * @example
 * const [v, divergence] = exactDivergence().apply((x) => mul(x, x), tensor([[1, 2]])); // [[6]]: ∇·v = 2 + 4
 */
export function exactDivergence(): DivergenceEstimator {
  return Object.freeze<DivergenceEstimator>({
    name: "exact",
    probes: 0,
    drawProbes: (_key, _shape, options = {}) => {
      checkProbeOptions("exactDivergence", options);
      return undefined;
    },
    apply: (field, x, options = {}) => {
      checkDivergenceOptions("exactDivergence", options);
      const { eventNdim = 1 } = options;
      const units = unitVectors(x, eventNdim);
      const directions = broadcastTo(units, [units.shape[0]!, ...x.shape]);
      const [v, columns] = jvp(checkedField("exactDivergence", field), x, directions, { stacked: true });
      const trace = sum(mul(columns, units), { axis: [0, ...eventAxes(x.shape.length + 1, eventNdim)] });
      return [v, expandDims(trace, -1)];
    },
  });
}
