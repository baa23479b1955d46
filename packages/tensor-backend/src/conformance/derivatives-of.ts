import { isFloat } from "../dtype.js";
import type { Tensor } from "../tensor.js";
import { jvp, vjp } from "../transforms.js";
import type { Tree } from "../tree.js";
import { applySpecimen, type Specimen } from "./specimen.js";
import { drawn } from "./test-values.js";

/** Directions along which derivatives of y = f(x₁, x₂, …) are taken. */
export interface Directions {
  /** In the shapes of the inputs. */
  readonly tangents: readonly Tensor[];
  /** Others, for second derivatives. */
  readonly furtherTangents: readonly Tensor[];
  /** With a leading axis of three directions. */
  readonly stackedTangents: readonly Tensor[];
  /** In the shape of y. */
  readonly cotangent: Tensor;
}

/** Directions as a list, and back. */
export interface FlatDirections {
  readonly leaves: readonly Tensor[];
  rebuild(leaves: readonly Tensor[]): Directions;
}

/** Directions without pattern for a specimen. */
export function directionsFor(one: Specimen): FlatDirections {
  const xs = one.inputs.filter(({ dtype }) => isFloat(dtype));
  const y = applySpecimen(one, one.inputs);
  const dtype = y.dtype === "float64" ? "float64" : "float32";
  const count = xs.length;
  const like = (seed: number, lead: readonly number[] = []): Tensor[] =>
    xs.map(({ shape }, i) => drawn([...lead, ...shape], seed + i, undefined, dtype));
  return {
    leaves: [...like(1), ...like(11), ...like(21, [3]), drawn(y.shape, 31, undefined, dtype)],
    rebuild: (leaves) => ({
      tangents: leaves.slice(0, count),
      furtherTangents: leaves.slice(count, 2 * count),
      stackedTangents: leaves.slice(2 * count, 3 * count),
      cotangent: leaves[3 * count]!,
    }),
  };
}

/**
 * First derivatives of a function forwards, stacked and backwards, and its second derivatives in the four mixtures:
 * with J the Jacobian, v and w tangents and c a cotangent, J v, Jᵀ c, ∂(Jᵀ c) w, (∂(Jᵀ c))ᵀ w, (∂(J v))ᵀ c, ∂(J v) w.
 */
export function derivativesOf(
  fn: (xs: readonly Tensor[]) => Tensor,
  xs: readonly Tensor[],
  { tangents, furtherTangents, stackedTangents, cotangent }: Directions,
): Readonly<Record<string, Tree<Tensor>>> {
  const forward = (at: readonly Tensor[]): Tensor => jvp(fn, at, tangents)[1];
  const backward = (at: readonly Tensor[]): readonly Tensor[] => vjp(fn, at)[1](cotangent);
  return {
    jvp: forward(xs),
    "stacked jvp": jvp(fn, xs, stackedTangents, { stacked: true })[1],
    vjp: backward(xs),
    "jvp of vjp": jvp(backward, xs, furtherTangents)[1],
    "stacked jvp of vjp": jvp(backward, xs, stackedTangents, { stacked: true })[1],
    "vjp of vjp": vjp(backward, xs)[1](furtherTangents),
    "vjp of jvp": vjp(forward, xs)[1](cotangent),
    "jvp of jvp": jvp(forward, xs, furtherTangents)[1],
  };
}
