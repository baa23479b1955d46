import { cumulative, density, type LineLaw, meanDistance, meanDistanceOfTwo, quantile } from "./line-law.js";

/**
 * A squared distance D² between n numbers and a law of which n D² is in the limit Σ λⱼ χ²ⱼ: a quadratic form of the
 * Gaussian bridge to which √n (Fₙ − F) goes.
 */
export interface SliceStatistic {
  /** Σ λⱼ, the mean of n D². */
  readonly mean: number;
  /** √(Σ λⱼ²), by √2 the standard deviation of n D². */
  readonly spread: number;
  /** n D² of sorted numbers. */
  of(sorted: Float64Array): number;
}

/**
 * The energy distance, D² = 2 E|X − Y| − E|X − X′| − E|Y − Y′| = 2 ∫ (Fₙ − F)² dx.
 *
 * Its form has the kernel 2 (min(F(x), F(y)) − F(x) F(y)) over dx.
 */
export function energySlice(law: LineLaw): SliceStatistic {
  const own = meanDistanceOfTwo(law);
  const [points, step] = lineOf(law, 400);
  const values = points.map((x) => cumulative(law, x));
  return {
    mean: own,
    spread: 2 * step * rootOfSquares(values, () => 1),
    of: (sorted) => {
      const n = sorted.length;
      let [toLaw, among] = [0, 0];
      for (let i = 0; i < n; i++) {
        toLaw += meanDistance(law, sorted[i]!);
        among += ((2 * i + 1) / n - 1) * sorted[i]!;
      }
      return 2 * toLaw - 2 * among - n * own;
    },
  };
}

/**
 * The Wasserstein-2 distance over the quantiles of u = 1/128, …, 127/128: D² = mean over u of (Fₙ⁻¹(u) − F⁻¹(u))².
 *
 * Its form has the kernel (min(u, v) − u v)/(f(F⁻¹(u)) f(F⁻¹(v))). The outermost quantiles are left out, with which its mean
 * would grow with n.
 */
export function quantileSlice(law: LineLaw): SliceStatistic {
  const parts = 128;
  const levels = Array.from({ length: parts - 1 }, (_, j) => (j + 1) / parts);
  const places = levels.map((u) => quantile(law, u));
  const slopes = places.map((x) => 1 / density(law, x));
  const share = 1 / levels.length;
  return {
    mean: share * levels.reduce((sum, u, j) => sum + u * (1 - u) * slopes[j]! ** 2, 0),
    spread: share * rootOfSquares(levels, (j) => slopes[j]!),
    of: (sorted) => {
      const n = sorted.length;
      const found = levels.map((u) => (sorted[Math.floor(n * u) - 1]! + sorted[Math.floor(n * u)]!) / 2);
      return n * share * found.reduce((sum, x, j) => sum + (x - places[j]!) ** 2, 0);
    },
  };
}

/** √Σ (wᵢ wⱼ (min(uᵢ, uⱼ) − uᵢ uⱼ))² over rising levels. */
function rootOfSquares(levels: readonly number[], weight: (i: number) => number): number {
  let sum = 0;
  for (const [i, u] of levels.entries())
    for (const [j, v] of levels.entries()) sum += (weight(i) * weight(j) * (Math.min(u, v) - u * v)) ** 2;
  return Math.sqrt(sum);
}

/** Even points that hold all but 1e-9 of a law, and their distance. */
function lineOf(law: LineLaw, count: number): readonly [points: readonly number[], step: number] {
  const [low, high] = [quantile(law, 1e-9), quantile(law, 1 - 1e-9)];
  const step = (high - low) / (count - 1);
  return [Array.from({ length: count }, (_, i) => low + i * step), step];
}
