/** The two modes on the line that the tutorials look at. */
export const modes = { weights: [0.55, 0.45], means: [-0.85, 1.5], deviations: [0.65, 0.25] } as const;

interface Marginal {
  /** What a perfect network would answer: E[source − target | x_t = x]. */
  readonly velocity: number;
  /** E[target | x_t = x]. */
  readonly data: number;
  readonly density: number;
}

/**
 * The linear path x_t = (1 − t) target + t source from the mixture to N(0, 1), on plain numbers.
 *
 * Component k of x_t is N((1 − t) μ, v) with v = (1 − t)² s² + t²; given it, E[target] = μ + (1 − t) s²/v · (x − (1 − t) μ).
 */
export const marginal = (x: number, t: number): Marginal => {
  let density = 0;
  let data = 0;
  let velocity = 0;
  for (const k of modes.means.keys()) {
    const own = component(k, x, t);
    const weight = modes.weights[k]! * own.density;
    density += weight;
    data += weight * own.data;
    velocity += weight * own.velocity;
  }
  const share = density === 0 ? 0 : 1 / density;
  return { density, data: data * share, velocity: velocity * share };
};

/** The same, given that a datum is of component k. */
export const component = (k: number, x: number, t: number): Marginal => {
  const [mean, variance] = [modes.means[k]!, modes.deviations[k]! ** 2];
  const total = (1 - t) ** 2 * variance + t * t;
  const off = x - (1 - t) * mean;
  return {
    density: Math.exp(-0.5 * off * (off / total)) / Math.sqrt(2 * Math.PI * total),
    data: mean + (((1 - t) * variance) / total) * off,
    velocity: ((t - (1 - t) * variance) / total) * off - mean,
  };
};
