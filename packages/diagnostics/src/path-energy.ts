import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import { sizeOf, Tensor } from "@nami/tensor-backend";
import { type PointSet, pointsIn } from "./point-sets.js";

/** Points on their way, as `trajectory` of a process gives them. */
export interface Ways {
  /** Times, in order: upward or downward. */
  readonly t: readonly number[];
  /** Positions at those times, `[times, n, event…]`. */
  readonly x: PointSet;
}

/** Options of {@link pathEnergy}. */
export interface PathEnergyOptions {
  /** Number of coordinates of a point. Default: those of all axes after the second; needed for typed arrays. */
  readonly dimension?: number;
  /** W₂² between the two ends, from `wasserstein2` on many points: what the energy is compared with. */
  readonly squaredDistance?: number;
}

/** How much work ways are, and how straight. */
export interface PathEnergy {
  /** `∫ E‖dx/dt‖² dt`, in units of x² a time. */
  readonly energy: number;
  /** `∫ E‖dx/dt − (x(t₁) − x(t₀))/(t₁ − t₀)‖² dt`: 0 when every way is straight and at constant speed. */
  readonly straightness: number;
  /** The sum of displacements over the sum of lengths: 1 when every way is straight, at any speed. */
  readonly displacementRatio: number;
  /** With `squaredDistance`: `|T · energy − W₂²| / W₂²` over a time T, 0 for optimal transport. */
  readonly normalized?: number;
}

/**
 * The energy of the ways that points take, through the positions that are given: straight lines between them. More times
 * give less of an underestimate; those of a solver's own steps give what that solver does.
 *
 * By Benamou and Brenier the energy over a unit of time is at least W₂² between the ends, with equality for optimal
 * transport. That is what couplings by optimal transport and reflow aim at, and why few steps are enough for their flows.
 *
 * @throws OptionError when there are fewer than two times, they are not in order, or `squaredDistance` is not positive;
 * ShapeError when x does not hold as many positions as there are times; DataError when a coordinate is not finite
 * @example
 * const trajectory = await flow.trajectory([1000], { key: key(0), times: [1, 0.75, 0.5, 0.25, 0] });
 * const { energy, straightness } = await pathEnergy(trajectory);
 * @see Tong et al. (2024), section 5.1, normalized path energy; Liu et al., Flow Straight and Fast (2023), equation 6
 */
export async function pathEnergy(ways: Ways, options: PathEnergyOptions = {}): Promise<PathEnergy> {
  checkOptions<PathEnergyOptions>("pathEnergy", options, { dimension: true, squaredDistance: true });
  const { dimension, squaredDistance } = options;
  const { t, x } = ways ?? {};
  if (!Array.isArray(t))
    throw new OptionError(
      `pathEnergy: ways must be { t, x }, got ${typeof ways === "object" ? "a record without times" : typeof ways}. Pass await flow.trajectory(…).`,
    );
  const direction = Math.sign(t.at(-1)! - t[0]!);
  if (
    !t.every((time, k) => Number.isFinite(time) && (k === 0 || (time - t[k - 1]!) * direction > 0)) ||
    !direction
  )
    throw new OptionError(
      `pathEnergy: t must be at least two times in order, got [${t.join(", ")}]. Pass the times of the trajectory.`,
    );
  if (squaredDistance !== undefined && !(squaredDistance > 0 && squaredDistance < Infinity))
    throw new OptionError(
      `pathEnergy: squaredDistance must be above 0, got ${squaredDistance}. Pass squared of wasserstein2.`,
    );
  const place = { caller: "pathEnergy", name: "x", most: Number.POSITIVE_INFINITY };
  const { values } = await pointsIn({ ...place, ...(!(x instanceof Tensor) && { dimension }) }, x);
  const own = x instanceof Tensor ? sizeOf(x.shape.slice(2)) : undefined;
  const d = dimension ?? own ?? 1;
  if (own !== undefined && d !== own)
    throw new ShapeError(
      `pathEnergy: dimension must be that of the points of x (${own}), got ${d}. Leave it out for tensors.`,
    );
  const stride = values.length / t.length;
  const given = x instanceof Tensor ? x.shape[0] : t.length;
  if (given !== t.length || !Number.isSafeInteger(d) || d < 1 || stride % d !== 0)
    throw new ShapeError(
      `pathEnergy: x must hold points of ${d} coordinates at each of the ${t.length} times, got ${x instanceof Tensor ? x : `${values.length} numbers`}. Pass t and x of one trajectory.`,
    );
  const squared = (from: number, to: number): number => {
    let total = 0;
    for (let i = 0; i < d; i++) total += (values[to + i]! - values[from + i]!) ** 2;
    return total;
  };
  const last = values.length - stride;
  const span = Math.abs(t.at(-1)! - t[0]!);
  let [energy, straight, travelled, displaced] = [0, 0, 0, 0];
  for (let at = 0; at < stride; at += d) {
    const displacement = squared(at, at + last);
    straight += displacement / span;
    displaced += Math.sqrt(displacement);
    for (let k = 1, from = at; k < t.length; k++, from += stride) {
      const step = squared(from, from + stride);
      energy += step / Math.abs(t[k]! - t[k - 1]!);
      travelled += Math.sqrt(step);
    }
  }
  const mean = (d * energy) / stride;
  return Object.freeze({
    energy: mean,
    straightness: Math.max(0, (d * (energy - straight)) / stride),
    displacementRatio: travelled > 0 ? displaced / travelled : 1,
    ...(squaredDistance !== undefined && {
      normalized: Math.abs(span * mean - squaredDistance) / squaredDistance,
    }),
  });
}
