import { compile, erf, fromHost, referenceBackend } from "@nami/tensor-backend";

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

const backend = referenceBackend({ dtype: "float64" });
const errorFunction = compile(erf, { backend });

/** Values of erf to the last digit. */
const erfOf = async (values: Float64Array): Promise<Float64Array> => {
  const result = await errorFunction(fromHost(values, [values.length], "float64"));
  return Float64Array.from(await result.data());
};

/**
 * The points of α · data + σ · noise below which (i + ½)/count of it lies, for i = 0, 1, …: found by bisection, all at once.
 */
export const lineQuantiles = async (
  { weights, means, deviations }: LineMixture,
  count: number,
  alpha: number,
  sigma: number,
): Promise<Float64Array> => {
  const widths = deviations.map((deviation) => Math.hypot(alpha * deviation, sigma));
  const reach = 10 * Math.max(...widths) + alpha * Math.max(...means.map(Math.abs));
  const low = new Float64Array(count).fill(-reach);
  const high = new Float64Array(count).fill(reach);
  const middle = new Float64Array(count);
  for (let halving = 0; halving < 56; halving++) {
    for (let i = 0; i < count; i++) middle[i] = (low[i]! + high[i]!) / 2;
    const below = new Float64Array(count);
    for (const [k, weight] of weights.entries()) {
      const values = middle.map((x) => (x - alpha * means[k]!) / (widths[k]! * Math.SQRT2));
      const found = await erfOf(values);
      for (let i = 0; i < count; i++) below[i]! += (weight / 2) * (1 + found[i]!);
    }
    for (let i = 0; i < count; i++)
      if (below[i]! < (i + 0.5) / count) low[i] = middle[i]!;
      else high[i] = middle[i]!;
  }
  return middle;
};
