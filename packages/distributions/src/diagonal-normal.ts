import { checkOptions, OptionError } from "@nami/errors";
import {
  add,
  broadcastShapes,
  broadcastTo,
  type DType,
  div,
  isTraced,
  log,
  mul,
  type NestedArray,
  neg,
  onHost,
  sizeOf,
  square,
  sub,
  sum,
  Tensor,
  tensor,
} from "@nami/tensor-backend";
import {
  checkEvent,
  type Distribution,
  drawOptions,
  drawRows,
  lastAxes,
  type SampleDType,
} from "./distribution.js";
import { halfLogTau } from "./standard-normal.js";

/** Options of {@link diagonalNormal}. */
export interface DiagonalNormalOptions {
  /** A number, nested arrays, or a Tensor (also one that is being trained). */
  readonly mean: NestedArray | Tensor;
  /** Standard deviations, positive; broadcast with the mean. */
  readonly std: NestedArray | Tensor;
  /** Of samples, `"float32"` unless told. */
  readonly dtype?: SampleDType;
}

/**
 * Independent normal numbers: ln p(x) = Σ −½((xᵢ − μᵢ)/σᵢ)² − ln σᵢ − ½ ln 2π, ∇ ln p = −(x − μ)/σ².
 *
 * The shapes of mean and std, broadcast, are the event. Numbers and arrays take the dtype of x; tensors keep theirs,
 * and derivatives flow to them.
 *
 * @throws OptionError when a std given as numbers is not positive and finite
 * @throws ShapeError when mean and std do not broadcast
 * @example diagonalNormal({ mean: [0, 1], std: 0.5 }).eventShape; // [2]
 */
export function diagonalNormal(options: DiagonalNormalOptions): Distribution {
  checkOptions<DiagonalNormalOptions>("diagonalNormal", options, { mean: true, std: true, dtype: true });
  const { mean, std, dtype: ownDType = "float32" } = options;
  const location = parameter("mean", mean, Number.isFinite, "finite");
  const scale = parameter("std", std, (value) => value > 0 && value < Infinity, "positive and finite");
  const learned = mean instanceof Tensor || std instanceof Tensor;
  const event = Object.freeze(
    broadcastShapes("diagonalNormal", location("float32").shape, scale("float32").shape),
  );
  const axis = lastAxes(event.length);
  const constant = sizeOf(event) * halfLogTau;
  return Object.freeze({
    eventShape: event,
    sample(shape, given) {
      const options = drawOptions(given, ownDType);
      const noise = drawRows(shape, event, options);
      const { dtype } = options;
      const points = add(mul(noise, scale(dtype)), location(dtype));
      return isTraced(options.key) || learned ? points : onHost(points);
    },
    logProb(x) {
      checkEvent("logProb", x, event);
      const z = div(sub(x, location(x.dtype)), scale(x.dtype));
      const logScale = sum(log(broadcastTo(scale(x.dtype), event)));
      return sub(sub(mul(-0.5, sum(square(z), { axis })), logScale), constant);
    },
    score(x) {
      checkEvent("score", x, event);
      return neg(div(sub(x, location(x.dtype)), square(scale(x.dtype))));
    },
  } satisfies Distribution);
}

/** A parameter as a tensor in the dtype that is asked for; checked where its values are known. */
function parameter(
  name: string,
  value: NestedArray | Tensor,
  allowed: (value: number) => boolean,
  rule: string,
): (dtype: DType) => Tensor {
  if (value instanceof Tensor) return () => value;
  const odd = entries(value).find((entry) => !allowed(Number(entry)));
  if (odd !== undefined)
    throw new OptionError(`diagonalNormal: ${name} must be ${rule}, got ${odd}. Check the parameter.`);
  return (dtype) => tensor(value, undefined, dtype);
}

function entries(value: NestedArray): (number | boolean)[] {
  return typeof value === "object" ? value.flatMap(entries) : [value];
}
