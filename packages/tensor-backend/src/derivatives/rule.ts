import { zeros } from "../ops/create.js";
import { sum } from "../ops/reduction.js";
import { broadcastTo, concat, expandDims, reshape, slice } from "../ops/shaping.js";
import type { Attributes, PrimitiveName } from "../primitives.js";
import { type Shape, sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";

/** A derivative that is zero when undefined. */
export type Derivative = Tensor | undefined;

/** One application of a primitive, as derivative rules see it. */
export interface Application<P extends PrimitiveName = PrimitiveName> {
  readonly attributes: Attributes[P];
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
}

/**
 * Both directions of a primitive's derivative, written in operations that themselves have rules: so every order
 * exists.
 */
export interface DerivativeRule<P extends PrimitiveName = PrimitiveName> {
  /**
   * Forward: ẏ = Σ ∂y/∂xᵢ ẋᵢ.
   *
   * @param tangents one for each input, of shape `lead + input`
   * @param lead number of leading tangent axes, 0 or 1
   * @returns ẏ of shape `lead + output`
   */
  jvp(application: Application<P>, tangents: readonly Derivative[], lead: 0 | 1): Derivative;
  /** Backward: x̄ᵢ = (∂y/∂xᵢ)ᵀ ȳ, one for each input in its shape. */
  vjp(application: Application<P>, cotangent: Tensor): readonly Derivative[];
}

/** Derivative zero everywhere: comparisons, integers, constants. */
export const zeroRule: DerivativeRule<never> = { jvp: () => undefined, vjp: () => [] };

/**
 * A primitive that is linear in its one input.
 *
 * @param forward the primitive itself on a tangent with `lead` leading axes
 * @param transpose its transpose
 */
export function linearRule<P extends PrimitiveName>(
  forward: (tangent: Tensor, lead: 0 | 1, application: Application<P>) => Tensor,
  transpose: (cotangent: Tensor, application: Application<P>) => Tensor,
): DerivativeRule<P> {
  return {
    jvp: (application, [tangent], lead) => tangent && forward(tangent, lead, application),
    vjp: (application, cotangent) => [transpose(cotangent, application)],
  };
}

/** Ones put between the leading tangent axis and the rest, so that `tangent` lines up with a result of rank `rank`. */
export function alignLead(tangent: Tensor, lead: 0 | 1, rank: number): Tensor {
  const missing = lead + rank - tangent.shape.length;
  if (missing <= 0) return tangent;
  return reshape(tangent, tangent.shape.toSpliced(lead, 0, ...new Array<number>(missing).fill(1)));
}

/** `lead + shape`, with the size of the leading axis taken from a tangent. */
export function leadShape(tangent: Tensor, lead: 0 | 1, shape: Shape): number[] {
  return [...tangent.shape.slice(0, lead), ...shape];
}

/** The sum over the axes along which `shape` was broadcast: the transpose of broadcastTo. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const added = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) =>
    axis < added || (shape[axis - added] === 1 && size !== 1) ? [axis] : [],
  );
  return reshape(sum(x, { axis: axes }), shape);
}

/** A tangent along each leading index of one, through a function that knows no leading axis. */
export function overLead(tangent: Tensor, lead: 0 | 1, fn: (tangent: Tensor) => Tensor): Tensor {
  if (lead === 0) return fn(tangent);
  const inner = tangent.shape.slice(1);
  if (tangent.shape[0] === 0) return zeros([0, ...fn(zeros(inner, tangent.dtype)).shape], tangent.dtype);
  const parts = Array.from({ length: tangent.shape[0]! }, (_, i) =>
    expandDims(fn(reshape(slice(tangent, [i], [1]), inner)), 0),
  );
  return concat(parts, 0);
}

/** The sum of what is not zero, each first brought to `shape`. */
export function addDerivatives(
  add: (a: Tensor, b: Tensor) => Tensor,
  terms: readonly Derivative[],
  shape: Shape,
): Derivative {
  const present = terms.filter((term) => term !== undefined);
  if (!present.length) return undefined;
  return broadcastTo(present.reduce(add), shape);
}
