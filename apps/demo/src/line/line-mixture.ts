/** A mixture of normal distributions in one dimension. */
export interface LineMixture {
  /** They add up to 1. */
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** E[data | x] for x = α · data + σ · noise: what a perfect denoiser says. */
export const denoised = (
  { weights, means, deviations }: LineMixture,
  x: number,
  alpha: number,
  sigma: number,
): number => {
  let top = Number.NEGATIVE_INFINITY;
  let [mass, sum] = [0, 0];
  for (let k = 0; k < weights.length; k++) {
    const variance = alpha ** 2 * deviations[k]! ** 2 + sigma ** 2;
    const off = x - alpha * means[k]!;
    const log = Math.log(weights[k]!) - 0.5 * Math.log(variance) - off ** 2 / (2 * variance);
    const mean = means[k]! + ((alpha * deviations[k]! ** 2) / variance) * off;
    // Weights are kept relative to the greatest so far.
    const scale = log > top ? Math.exp(top - log) : 1;
    top = Math.max(top, log);
    const share = Math.exp(log - top);
    mass = mass * scale + share;
    sum = sum * scale + share * mean;
  }
  return sum / mass;
};

/** The density of α · data + σ · noise at a point. */
export const lineDensity = (
  { weights, means, deviations }: LineMixture,
  x: number,
  alpha = 1,
  sigma = 0,
): number =>
  weights.reduce((sum, weight, k) => {
    const width = Math.hypot(alpha * deviations[k]!, sigma);
    return (
      sum +
      (weight * Math.exp(-(((x - alpha * means[k]!) / width) ** 2) / 2)) / (width * Math.sqrt(2 * Math.PI))
    );
  }, 0);
