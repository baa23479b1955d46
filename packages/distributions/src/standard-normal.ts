import { checkOptions } from "@nami/errors";
import { mul, neg, type Shape, sizeOf, square, sub, sum } from "@nami/tensor-backend";
import {
  checkEvent,
  checkShape,
  type Distribution,
  drawOptions,
  drawRows,
  lastAxes,
  type SampleDType,
} from "./distribution.js";

/** Half of ln 2π: what a normal density loses to its normalization in each dimension. */
export const halfLogTau: number = Math.log(2 * Math.PI) / 2;

/**
 * Independent standard normal numbers: ln p(x) = −½ Σ xᵢ² − (d/2) ln 2π, ∇ ln p = −x.
 *
 * @param eventShape shape of one event; `[]` for single numbers
 * @param options.dtype of samples, `"float32"` unless told
 * @throws OptionError when the event shape is not an array
 * @returns a distribution; outside of compiled functions its samples have host values
 * @example
 * const base = standardNormal([2]);
 * base.sample([1000], { key: key(0) }).shape; // [1000, 2]
 */
export function standardNormal(
  eventShape: Shape,
  options: { readonly dtype?: SampleDType } = {},
): Distribution {
  checkOptions("standardNormal", options, { dtype: true });
  const { dtype = "float32" } = options;
  checkShape("standardNormal: eventShape", eventShape);
  const event = Object.freeze([...eventShape]);
  const constant = sizeOf(event) * halfLogTau;
  return Object.freeze({
    eventShape: event,
    sample: (shape, options) => drawRows(shape, event, drawOptions(options, dtype)),
    logProb(x) {
      checkEvent("logProb", x, event);
      return sub(mul(-0.5, sum(square(x), { axis: lastAxes(event.length) })), constant);
    },
    score(x) {
      checkEvent("score", x, event);
      return neg(x);
    },
  } satisfies Distribution);
}
