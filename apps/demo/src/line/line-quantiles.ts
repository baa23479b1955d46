import { compile, erf, fromHost, referenceBackend } from "@nami/tensor-backend";
import type { LineMixture } from "./line-mixture.js";

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
