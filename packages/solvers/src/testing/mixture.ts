/** A Gaussian mixture in one dimension, under any amount of noise: x = α·data + σ·noise. */
export interface Mixture {
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** The target of seed 001. */
export const seed001: Mixture = { weights: [0.55, 0.45], means: [-0.85, 1.5], deviations: [0.65, 0.25] };

/** E[data | x]. */
export const denoise = (
  { weights, means, deviations }: Mixture,
  x: number,
  alpha: number,
  sigma: number,
): number => {
  const variances = deviations.map((s) => alpha ** 2 * s ** 2 + sigma ** 2);
  const logs = weights.map(
    (w, k) => Math.log(w / Math.sqrt(variances[k]!)) - (x - alpha * means[k]!) ** 2 / (2 * variances[k]!),
  );
  const top = Math.max(...logs);
  let [mass, sum] = [0, 0];
  logs.forEach((log, k) => {
    const p = Math.exp(log - top);
    mass += p;
    sum += p * (means[k]! + ((alpha * deviations[k]! ** 2) / variances[k]!) * (x - alpha * means[k]!));
  });
  return sum / mass;
};

/** erfc by its continued fraction and series, to about 1e-15. */
const erfc = (z: number): number => {
  if (z < 0) return 2 - erfc(-z);
  if (z < 2.5) {
    let [term, sum] = [z, z];
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum) && n < 200; n++) {
      term *= -(z * z) / n;
      sum += term / (2 * n + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let tail = 0;
  for (let k = 80; k > 0; k--) tail = k / 2 / (z + tail);
  return Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + tail);
};

/** The points below which `(i + ½)/count` of the marginal lies. */
export const quantiles = (
  { weights, means, deviations }: Mixture,
  count: number,
  alpha: number,
  sigma: number,
): Float64Array => {
  const spreads = deviations.map((s) => Math.hypot(alpha * s, sigma));
  const below = (x: number): number =>
    weights.reduce(
      (sum, w, k) => sum + (w / 2) * erfc((alpha * means[k]! - x) / (spreads[k]! * Math.SQRT2)),
      0,
    );
  const reach = 10 * Math.max(...spreads) + alpha * 10;
  return Float64Array.from({ length: count }, (_, i) => {
    let [low, high] = [-reach, reach];
    for (let k = 0; k < 60; k++) {
      const middle = (low + high) / 2;
      if (below(middle) < (i + 0.5) / count) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  });
};
