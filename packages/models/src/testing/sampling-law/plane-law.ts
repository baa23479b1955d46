import { type Modes, momentsOf } from "../marginal-base.js";
import type { LineLaw } from "./line-law.js";
import { energySlice, quantileSlice, type SliceStatistic } from "./slice-statistics.js";

/** A number about a sample of n points of the plane, with what to expect of it when the points have a known law. */
export interface Statistic {
  readonly name: string;
  /**
   * A moment is normal when n is large; a squared distance is a quadratic form of normal numbers.
   */
  readonly kind: "moment" | "distance";
  /** How many standard errors it is off: 0 in the mean under the law. @param rows `[n, 2]`, row after row */
  errors(rows: Float64Array): number;
}

/**
 * The largest number of standard errors that goes with a level: what the law exceeds with less probability.
 *
 * A moment exceeds √(2l) with probability e^(−l) at most, and n D² = Σ λⱼ χ²ⱼ exceeds Σ λⱼ + 2 √(l Σ λⱼ²) + 2 l max λⱼ, of which
 * max λⱼ ≤ √(Σ λⱼ²); so it does in the mean over directions, as the exponential is convex.
 *
 * @see Laurent, Massart, Adaptive estimation of a quadratic functional (2000), lemma 1
 */
export function largestErrors(kind: Statistic["kind"], level: number): number {
  const l = -Math.log(level);
  return kind === "moment" ? Math.sqrt(2 * l) : Math.SQRT2 * (Math.sqrt(l) + l);
}

const directions = Array.from({ length: 8 }, (_, k) => [
  Math.cos((Math.PI * k) / 8),
  Math.sin((Math.PI * k) / 8),
]);

/** The five first and second moments, the sliced W₂² and the sliced energy distance, against the law of some modes. */
export function statisticsOfPlane(modes: Modes): readonly Statistic[] {
  const slices = directions.map((direction) => sliceOf(modes, direction));
  return [
    ...momentStatistics(modes),
    slicedStatistic("sliced W2", slices.map(quantileSlice)),
    slicedStatistic("energy", slices.map(energySlice)),
  ];
}

function momentStatistics(modes: Modes): Statistic[] {
  const center = momentsOf(modes).map(({ mean }) => mean);
  const total = modes.weights.reduce((a, b) => a + b, 0);
  /** E ∏ (x − center)^power, with what each mode has of it. */
  const moment = (powers: readonly number[]): number =>
    modes.weights.reduce((sum, w, k) => {
      const parts = powers.map((power, i) =>
        powerMean(power, modes.means[k]![i]! - center[i]!, modes.variances[k]!),
      );
      return sum + (w / total) * parts.reduce((a, b) => a * b, 1);
    }, 0);
  const statistic = (name: string, powers: readonly [number, number]): Statistic => {
    const expected = moment(powers);
    const variance = moment(powers.map((power) => 2 * power)) - expected ** 2;
    return {
      name,
      kind: "moment",
      errors: (rows) => {
        const n = rows.length / 2;
        let sum = 0;
        for (let i = 0; i < rows.length; i += 2)
          sum += (rows[i]! - center[0]!) ** powers[0] * (rows[i + 1]! - center[1]!) ** powers[1];
        return (sum / n - expected) / Math.sqrt(variance / n);
      },
    };
  };
  return [
    statistic("mean of x", [1, 0]),
    statistic("mean of y", [0, 1]),
    statistic("variance of x", [2, 0]),
    statistic("covariance", [1, 1]),
    statistic("variance of y", [0, 2]),
  ];
}

/** E (m + √v z)^power for power 0 to 4. */
function powerMean(power: number, m: number, v: number): number {
  return [1, m, m ** 2 + v, m ** 3 + 3 * m * v, m ** 4 + 6 * m ** 2 * v + 3 * v ** 2][power]!;
}

/** The mean over the directions, in standard errors of the widest of them. */
function slicedStatistic(name: string, slices: readonly SliceStatistic[]): Statistic {
  const widest = Math.SQRT2 * Math.max(...slices.map(({ spread }) => spread));
  return {
    name,
    kind: "distance",
    errors: (rows) => {
      const over = directions.map(([a, b], k) => {
        const along = Float64Array.from(
          { length: rows.length / 2 },
          (_, i) => a! * rows[2 * i]! + b! * rows[2 * i + 1]!,
        );
        return slices[k]!.of(along.sort()) - slices[k]!.mean;
      });
      return over.reduce((sum, value) => sum + value, 0) / over.length / widest;
    },
  };
}

function sliceOf({ weights, means, variances }: Modes, [a, b]: readonly number[]): LineLaw {
  const total = weights.reduce((sum, w) => sum + w, 0);
  return {
    weights: weights.map((w) => w / total),
    means: means.map(([x, y]) => a! * x! + b! * y!),
    deviations: variances.map(Math.sqrt),
  };
}
